"""Every word of pages, pictures and lines, in one table, so that they can be translated.

Another language is another `Words`: the same keys, the same {places}; it is refused otherwise.
What is not here comes from data: file names, sentences of the checks, titles of standards.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

_HALF_UP = 1e-9
# One table: longer than other files, and a translator needs nothing else.
_ENGLISH = {
    # Who and what
    "title": "Bone age report",
    "disclaimer": "Research software, not a medical device.",
    "synthetic": "The network's weights were trained on synthetic films alone.",
    "girl": "girl",
    "boy": "boy",
    "sex_unknown": "sex not given",
    "age_unknown": "age not given",
    "age_of": "{years} years old",
    "back_to_index": "All films",
    "skip": "Skip to the result",
    # The answer
    "answer": "Result",
    "bone_age": "Bone age",
    "bone_age_machine": "Bone age, machine's",
    "bone_age_reader": "Bone age, reader's",
    "years": "years",
    "years_months": "{years} y {months} m",
    "no_bone_age": "No bone age",
    "mature": "Mature",
    "mature_more": "{years} years or more: the score has reached the end of the table",
    "below": "Under {years} years",
    "below_more": "the score {score} lies below the table's first row, {first}",
    "no_age_rejected": "the reading was rejected",
    "no_age_sex": "sex is not given, and girls and boys have different tables",
    "no_age_other": "the reading has no score",
    "interval": "{coverage} interval",
    "interval_none": "none",
    "interval_certain": "all stages were given as certain",
    "to": "{low} to {high}",
    "to_mature": "{low} to mature",
    "from_under": "under {first} to {high}",
    "at_mature": "mature",
    "under": "under {years}",
    "interval_note": "if bones err independently",
    "interval_beta": "widened for bones that err together",
    "chronological_age": "Chronological age",
    "difference": "Bone age less age",
    "years_ahead": "ahead of age",
    "years_behind": "behind age",
    "years_equal": "equal to age",
    "z": "z-score",
    "z_none": "none",
    "z_no_sd": "this standard has no SD",
    "z_outside": "SD known from {low} to {high} years only",
    "z_own": "with an SD of {sd} years",
    "z_substitute": "with a substitute SD of {sd} years",
    "score": "Score",
    # Verdict
    "verdict": "Verdict",
    "ok": "Checks passed",
    "review": "Please review",
    "rejected": "Rejected",
    "rejected_scored": "The machine's reading was rejected, and the bone age is the reader's:",
    "ok_more": "No check spoke against this reading.",
    "review_more": "A person should look at the following before using the bone age.",
    "rejected_more": "This film gets no bone age, for these reasons:",
    "review_bare": "A person should look at this reading; no reason is recorded.",
    "rejected_bare": "This film gets no bone age; no reason is recorded.",
    "to_do": "What to do:",
    "corrected_line": "A reader changed {count} of {of} stages: {changes}.",
    "corrected_none": "A reader confirmed all stages.",
    "corrected_by": "Reader: {name}.",
    "change": "{bone} {old} → {new}",
    "change_from_none": "{bone} not found → {new}",
    "machine_was": "machine {stage}",
    "machine_none": "machine: not found",
    "correction_effect": "Reader less machine: {years} years.",
    "machine_verdict": "Verdict on the machine's own reading: {verdict}.",
    # Reasons, by name of the check: what it is called, and what to do
    "reason.hand_not_found": "No hand found",
    "reason.two_hands": "Two hands on one film",
    "reason.bone_absent": "Bones not found",
    "reason.implausible_layout": "Points do not lie as in a hand",
    "reason.bone_at_border": "Bone at the edge of the film",
    "reason.two_peaks": "Bone could lie elsewhere",
    "reason.low_confidence": "Unsure points",
    "reason.stages_out_of_line": "Stages disagree",
    "reason.too_small": "Hand too small",
    "reason.too_dark": "Film too dark or flat",
    "reason.sex_unknown": "Sex not given",
    "reason.corrected_by_person": "Corrected",
    "reason.other": "Note",
    "cure.hand_not_found": "Check that the film shows one hand; crop it to the hand, read again.",
    "cure.two_hands": "",
    "cure.bone_absent": "",
    "cure.implausible_layout": "Compare the points with the film; correct stages by eye.",
    "cure.bone_at_border": "Look whether the whole growth plate is on the film.",
    "cure.two_peaks": "",
    "cure.low_confidence": "Look at the close-ups of these bones.",
    "cure.stages_out_of_line": "",
    "cure.too_small": "Export the film at full resolution, cropped to the hand.",
    "cure.too_dark": "",
    "cure.sex_unknown": "Give the sex and read again.",
    "cure.corrected_by_person": "",
    "cure.other": "",
    # The film
    "film": "Film",
    "film_alt": "Hand radiograph, cropped to the hand, {count} of {of} growth plates marked",
    "film_alt_whole": "Hand radiograph, the whole film; no growth plate was found on it",
    "marks_alt": "Growth plates with their stages: {stages}",
    "stage_unknown": "no stage",
    "show_marks": "Points and stages",
    "invert": "Invert greys",
    "rings": "Rings mark the middles of growth plates, letters their stages. {extra}",
    "rings_dashed": "Dashed: unsure.",
    "rings_square": "Square: changed by the reader.",
    "whole_film": "The whole film is shown, since no hand was found; it may carry burned-in text.",
    "scale_bar": "{length} mm",
    # The sheet
    "sheet": "Score sheet",
    "sheet_caption": "Stage of each bone and what it is worth",
    "bone": "Bone",
    "stage": "Stage",
    "probability": "Prob.",
    "probability_long": "Probability that the network gives to this stage",
    "points": "Points",
    "total": "Sum",
    "total_long": "Running sum of points",
    "doubt": "Doubt",
    "doubt_long": "Share of this bone in the variance of the score",
    "reader": "Reader",
    "machine": "Machine",
    "sum": "Score",
    "not_found": "not found",
    "not_found_short": "–",
    "sheet_no_score": "No points: without a bone age there is nothing to add up.",
    "interpolated": "Between two rows of the table: {low_years} + ({score} − {low}) / "
    "({high} − {low}) × ({high_years} − {low_years}) = {years} years",
    "one_row": "{years} years: a row of the table, score {score}.",
    "middle": "From all stage probabilities: median {median}, mean {mean}.",
    "left_out": "The mean leaves out {share} that is a bound and has no age.",
    "median_only": "From all stage probabilities: median {median}.",
    "widest": "Doubt about {bones} widens the interval most; knowing {bone} for certain would "
    "narrow it by about {years} years.",
    "widest_plain": "Doubt about {bones} widens the interval most.",
    "share": "{bone} ({share})",
    "list_and": " and ",
    "no_doubt": "Every stage is taken as certain, so no bone widens the interval.",
    # The chart
    "chart": "Bone age against age",
    "chart_x": "chronological age, years",
    "chart_y": "bone age, years",
    "chart_alt": "Chart of bone age against chronological age. {marks}",
    "chart_mark": "{who}: bone age {bone_age}, interval {interval}, at age {age}.",
    "chart_mark_no_age": "{who}: bone age {bone_age}, interval {interval}; age not given.",
    "chart_distribution": "probability",
    "chart_no_age": "age not given",
    "chart_age_off": "age {years} lies off the chart",
    "band_one": "±1 SD",
    "band_two": "±2 SD",
    "band_note": "Band: ±1 and ±2 SD around chronological age. SD: {source}.",
    "band_substitute": "A substitute, not {standard}'s own.",
    "band_none": "{standard} has no SD of bone age, so no normal band is drawn.",
    # Close-ups
    "close_ups": "Growth plates",
    "close_up_alt": "Close-up of the growth plate of {bone}, finger tip up",
    "close_up_absent": "no close-up: not found on the film",
    "posterior_alt": "Probabilities: {stages}",
    "posterior_none": "no probabilities",
    "close_ups_note": "Each turned along its finger, tip up; bars give the probability of stages "
    "A to {last}, the stage that counts is filled.",
    "unsure": "unsure point",
    # How it was made
    "origin": "How this was read",
    "origin_film": "Film as read",
    "as_it_was": "as it was",
    "turned": "turned by {degrees}° clockwise",
    "mirrored": "read as in a mirror (shown here as filmed)",
    "inverted": "greys inverted",
    "spacing": "Pixel spacing",
    "spacing_unknown": "not known; no millimetres are given",
    "spacing_mm": "{mm} mm",
    "spacing_from": "{mm} mm ({source})",
    "sex_from": "Sex",
    "age_from": "Age",
    "source.given": "as given by the user",
    "source.manifest": "from the list of films",
    "source.header": "from the film's own header",
    "source.unknown": "source not recorded",
    "standard": "Standard",
    "model": "Network",
    "digests": "Digests (SHA-256)",
    "digest.image": "film",
    "digest.model": "network",
    "digest.finder": "finder",
    "digest.calibration": "calibration",
    "digest.standard": "tables",
    "digest.settings": "settings",
    "software": "Software",
    "made": "Read on",
    "notes": "Notes",
    # Bones
    "bone.radius": "distal radius",
    "bone.ulna": "distal ulna",
    "bone.mc1": "metacarpal I",
    "bone.mc3": "metacarpal III",
    "bone.mc5": "metacarpal V",
    "bone.pp1": "proximal phalanx I",
    "bone.pp3": "proximal phalanx III",
    "bone.pp5": "proximal phalanx V",
    "bone.mp3": "middle phalanx III",
    "bone.mp5": "middle phalanx V",
    "bone.dp1": "distal phalanx I",
    "bone.dp3": "distal phalanx III",
    "bone.dp5": "distal phalanx V",
    # The overlay, a picture; its letters are ASCII
    "below_short": "Below the table",
    "interval_off": "off the table",
    "overlay_scored": "score {score}, {standard}, {sex}",
    "overlay_unscored": "{standard}, {sex}",
    "overlay_rest": "... the rest stands in results.jsonl",
    "overlay_rings": "Rings mark the middles of growth plates; dashed: unsure.",
    # A film in a line, for the terminal
    "line_unread": "not read: {error}",
    "line_age": "bone age {years} years",
    "line_mature": "bone age mature",
    "line_below": "bone age below the first row of the table",
    "line_no_age": "no bone age",
    "line_score": "score {score} ({standard})",
    # Whole-image systems
    "whole_title": "Bone age from the whole image",
    "whole_no_bones": "Read from the whole image: no bone was rated, so there are no stages, no "
    "score and no checks that speak for or against this number.",
    "whole_months": "{months} months; {years_months}",
    "whole_interval": "years; {low} to {high} months; fitted on synthetic films; on others its "
    "share is not known",
    "whole_no_interval": "these weights have none; boneage-kp calibrate makes it",
    "whole_interval_title": "Interval",
    "whole_asked_title": "Asked",
    "whole_asked": "networks: {networks}, views each: {views}",
    "whole_spread": "their answers spread by {months} months (SD)",
    "whole_male_title": "Sex read off the film",
    "whole_male": "{share} male",
    "whole_as_given": "The whole film as it was given, stretched for viewing; it may carry "
    "burned-in text.",
    "whole_film_alt": "the film {file}",
    "whole_map_title": "Where the age comes from",
    "whole_map_alt": "the film with its activation map",
    "whole_map": "Brighter places move the age more, up or down: features of the last layer times "
    "the slope of the age over them, as coarse as that layer. It shows where, not why.",
    "whole_system": "System",
    "whole_digest": "SHA-256, {part}",
    "system.bone_age_net": "BoneAgeNet",
    "system.inception_winner": "Inception V3, as the RSNA 2017 winner",
    "system.regional_vgg": "regional networks (VGG)",
    "system.resnet_study": "ResNet with sex",
    "system.tj_net": "TJ-Net",
    # The index
    "index": "Bone age of {count} films",
    "index_one": "Bone age of one film",
    "index_table": "Films",
    "index_search": "Search file names and reasons",
    "index_from": "Bone age from",
    "index_to": "to",
    "index_filters": "Choose films",
    "index_file": "File",
    "index_picture": "Film",
    "index_age": "Age",
    "index_difference": "Difference",
    "index_width": "Interval",
    "index_unreadable": "Unreadable",
    "index_first": "The first {shown} of {count} films; with JavaScript all of them can be "
    "sorted, filtered and paged through.",
    "index_shown": "{from} to {to} of {found}",
    "index_none": "No film fits.",
    "index_previous": "Previous",
    "index_next": "Next",
    "index_reset": "Reset",
    "index_sort": "Sort by {column}",
    "index_mature": "mature",
    "index_below": "below the table",
    "index_no_age": "none",
    "index_open_end": "open",
    "index_corrected": "◆ corrected by a reader",
}


@dataclass(frozen=True)
class Words:
    """The words of one language.

    language:      BCP 47 tag, the page's lang attribute.
    decimal_mark:  "." or ",".
    """

    language: str
    texts: Mapping[str, str]
    decimal_mark: str = "."

    def __post_init__(self) -> None:
        faults = [f"{key!r} is missing" for key in _ENGLISH.keys() - self.texts.keys()]
        faults += [f"{key!r} is unknown" for key in self.texts.keys() - _ENGLISH.keys()]
        for key in _ENGLISH.keys() & self.texts.keys():
            got, wanted = _places(self.texts[key]), _places(_ENGLISH[key])
            if got != wanted:
                faults.append(f"{key!r} has the places {sorted(got)}, wanted {sorted(wanted)}")
        if faults:
            raise ValueError(f"words in {self.language!r}: {'; '.join(sorted(faults))}")

    def __call__(self, key: str, **places: str | int) -> str:
        """The words of a key, its {places} filled in."""
        return self.texts[key].format(**places) if places else self.texts[key]

    def either(self, key: str, otherwise: str) -> str:
        """The words of a key that comes from data, or those of another one."""
        return self.texts.get(key, self.texts[otherwise])

    def number(self, value: float, digits: int) -> str:
        """A number with the language's decimal mark and a true minus sign."""
        # Ages lie on twentieths of a year as often as not: 11.35, which floats hold as a little
        # less, is 11.4 to everybody who adds up.
        rounded = round(value + math.copysign(_HALF_UP, value), digits)
        written = f"{rounded + 0.0:.{digits}f}"  # + 0.0: no minus before a zero
        return written.replace("-", "−").replace(".", self.decimal_mark)

    def signed(self, value: float, digits: int) -> str:
        """A number with its sign, zero without."""
        written = self.number(value, digits)
        return written if value <= 0 or not written.strip("0.,") else f"+{written}"

    def percent(self, share: float) -> str:
        return f"{self.number(100 * share, 0)}\u00a0%"  # no line ends before the sign


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


ENGLISH = Words("en", _ENGLISH)
