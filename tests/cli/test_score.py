"""`boneage-kp score`: sheets add up, bad input is refused in words, nothing is half-written."""

import csv
import io
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from boneage_kp.cli.main import main
from boneage_kp.data.formats import coco
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneLabel, HandRecord, Sex
from boneage_kp.standards import load_standard

TW3 = load_standard("tw3_rus")
STAGES = dict(zip(TW3.bones, "GFGGFGGFGFGGG", strict=True))
TYPED = [f"{bone}={stage}" for bone, stage in STAGES.items()]
# TW3-RUS, girls: 114 + 74 + 43 + 37 + 23 + 44 + 37 + 26 + 36 + 28 + 48 + 33 + 32 = 575, which lies
# between the rows 570 = 10.8 and 579 = 10.9 years: 10.8 + 5/9 × 0.1 = 10.8556. Added up by hand.
SCORE, AGE_YEARS = 575, 10.8556


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["score", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Runs what must fail with exit code 2, a message and not a word on stdout."""
    code, out, err = run(capsys, *arguments)
    assert code == 2 and out == "" and err.startswith("boneage-kp score: ")
    return err


def hands_csv(path: Path, *rows: str, header: str = "") -> Path:
    header = header or ",".join(["id", "sex", "age_years", *TW3.bones])
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


GOOD_ROW = "a,F,11.5," + ",".join(STAGES.values())


# One hand


def test_the_sheet_adds_up(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "--sex", "F", "--age", "11.5", *TYPED)
    assert code == 0 and err == ""
    lines = [line.split() for line in out.splitlines() if line.split()[:1] != []]
    bones = [line for line in lines if line[0] in TW3.bones]
    total = 0
    for line in bones:
        total += int(line[-2])
        assert int(line[-1]) == total
    assert total == SCORE and ["score", str(SCORE)] in lines
    assert "10.86 years" in out and "row 570 = 10.8 years and row 579 = 10.9 years" in out
    assert "stages given as certain" in out
    assert "substitute SD" in out and "not tw3_rus's own" in out
    assert TW3.digest[:16] in out and "not a medical device" in out


def test_json_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "--sex", "girl", "--age", "11.5", "--format", "json", *TYPED)
    hand = json.loads(out)
    assert hand["score"] == SCORE and hand["bone_age_years"] == pytest.approx(AGE_YEARS, abs=5e-5)
    assert hand["bones"][-1]["running_total"] == SCORE
    assert hand["distribution"] is None and hand["interval_basis"] == "stages given as certain"
    assert hand["table_rows"] == [
        {"score": 570, "age_years": 10.8},
        {"score": 579, "age_years": 10.9},
    ]
    assert hand["z_score"]["sd_is_substitute"] is True


def test_options_and_stages_may_stand_in_any_order(capsys: pytest.CaptureFixture[str]) -> None:
    straight = run(capsys, "--sex", "F", *TYPED)
    assert run(capsys, *TYPED[:5], "--sex", "F", *TYPED[5:]) == straight


def test_probabilities_give_an_interval(capsys: pytest.CaptureFixture[str]) -> None:
    typed = ["radius=G:0.7,H:0.3", *TYPED[1:]]
    _, out, _ = run(capsys, "--sex", "F", "--format", "json", *typed)
    hand = json.loads(out)
    # Two scores have mass: 575 (0.7) and 575 − 114 + 160 = 621 (0.3), so the 5 % and the 95 %
    # quantile fall on them.
    assert hand["score"] == SCORE
    assert hand["distribution"]["low"]["score"] == SCORE
    assert hand["distribution"]["high"]["score"] == SCORE + 46
    assert hand["distribution"]["score_variance_shares"]["radius"] == 1
    text = run(capsys, "--sex", "F", *typed)[1]
    assert "90% between 10.86 and 11.39" in text and "widened most by radius 100%" in text


def test_set_shows_old_and_new(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("--sex", "F", *TYPED, "--set", "radius=H")
    text = run(capsys, *arguments)[1]
    assert "* radius         G     114     114        H     160     160     +46" in text
    assert "10.86 years -> 11.39 years (+0.53 years)" in text
    both = json.loads(run(capsys, *arguments, "--format", "json")[1])
    assert both["after"]["score"] - both["before"]["score"] == 46
    rows = list(csv.DictReader(io.StringIO(run(capsys, *arguments, "--format", "csv")[1])))
    assert [(row["id"], row["score"]) for row in rows] == [("before", "575"), ("after", "621")]


def test_unrated_bones_are_estimated_only_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    typed = [text for text in TYPED if not text.startswith(("ulna", "dp5"))]
    message = refused(capsys, "--sex", "F", *typed)
    assert "not rated: ulna dp5; tw3_rus needs all 13 bones" in message and "--impute" in message
    _, out, _ = run(capsys, "--sex", "F", "--impute", "--format", "json", *typed)
    hand = json.loads(out)
    assert [b["bone"] for b in hand["bones"] if not b["rated"]] == ["ulna", "dp5"]
    low, high = hand["distribution"]["low"], hand["distribution"]["high"]
    assert low["age_years"] < high["age_years"]
    assert "one tempo" in hand["distribution"]["model_of_unrated_bones"]
    assert "  estimated" in run(capsys, "--sex", "F", "--impute", *typed)[1]


def test_bounds_are_bounds(capsys: pytest.CaptureFixture[str]) -> None:
    top = [f"{bone}={TW3.stages[bone][-1]}" for bone in TW3.bones]
    hand = json.loads(run(capsys, "--sex", "M", "--format", "json", "--age", "17", *top)[1])
    assert (hand["score"], hand["bone_age_years"]) == (1000, None)
    assert hand["bone_age_bound"] == "mature"
    assert hand["z_score"]["z"] is None and "bound" in hand["z_score"]["reason"]
    bottom = [f"{bone}=A" for bone in TW3.bones]
    text = run(capsys, "--sex", "F", *bottom)[1]
    assert "< 2 years" in text and "is below 126, the first row" in text


def test_another_standard(capsys: pytest.CaptureFixture[str]) -> None:
    uk = ("--standard", "tw2_rus_uk", "--format", "json")
    hand = json.loads(run(capsys, "--sex", "F", *uk, *TYPED)[1])
    assert hand["standard"]["id"] == "tw2_rus_uk" and hand["score"] == SCORE
    assert hand["bone_age_years"] != pytest.approx(AGE_YEARS, abs=0.1)


BAD_COMMANDS = [
    (["--sex", "F", *TYPED, "toe=B"], "toe=B: bone 'toe' is unknown; tw3_rus has: radius ulna"),
    (["--sex", "F", "radios=G", *TYPED[1:]], "Did you mean 'radius'?"),
    (
        ["--sex", "F", "radius=K", *TYPED[1:]],
        "stage 'K' is unknown for bone 'radius'; tw3_rus knows",
    ),
    (["--sex", "F", "radius=g", *TYPED[1:]], "Write 'G'."),
    (
        ["--sex", "F", TYPED[0], "ulna=I", *TYPED[2:]],
        "stage 'I' is unknown for bone 'ulna'; tw3_rus",
    ),
    (["--sex", "F", *TYPED, "radius=H"], "bone 'radius' has two values, 'G' and 'H'; wanted one"),
    (["--sex", "F", "radius=", *TYPED[1:]], "got 'radius='; wanted BONE=STAGE"),
    (["--sex", "F", "radius=G:0.7,H:0.2", *TYPED[1:]], "sum to 0.9; wanted 1"),
    (["--sex", "F", "radius=G:0.7,G:0.3", *TYPED[1:]], "stage 'G' stands twice"),
    (["--sex", "F", "radius=G:x", *TYPED[1:]], "got 'G:x'; wanted STAGE:PROBABILITY"),
    (TYPED, "--sex: is missing; wanted --sex F or --sex M"),
    (["--sex", "X", *TYPED], "--sex: got 'X'; wanted F or M"),
    (["--sex", "F", "--age", "138", *TYPED], "--age: got '138'; wanted years from 0 to 25"),
    (["--sex", "F", "--age", "-1", *TYPED], "--age: got '-1'; wanted years from 0 to 25"),
    (["--sex", "F", "--age", "nan", *TYPED], "--age: got 'nan'; wanted years from 0 to 25"),
    (["--sex", "F", "--age", "11,5", *TYPED], "--age: got '11,5'; wanted years"),
    (["--sex", "F", *TYPED, "--set", "ulna=I"], "--set ulna=I: stage 'I' is unknown"),
    (["--sex", "F", *TYPED, "--standard", "tw9"], "standard 'tw9' is unknown; known: "),
    (["--sex", "F", *TYPED, "--hand", "3"], "--hand: got '3' and no file"),
    (["--sex", "F"], "no stages were given; wanted a stage for each bone of tw3_rus"),
    (["--sex", "F", *TYPED[1:], "radius:G"], "got 'radius:G' among stages; wanted BONE=STAGE"),
    (["--sex", "F", *TYPED, "--set", "RADIUS=H"], "Did you mean 'radius'?"),
    (["--sex", "F", *TYPED, "--age", "1_1"], "--age: got '1_1'; wanted years"),
    (["--sex", "F", *TYPED, "--standard", ""], "standard '' is unknown; known: "),
    (["nowhere.csv"], "nowhere.csv: No such file or directory. Check the path"),
    (["."], "Is a directory. Name a file"),
]


@pytest.mark.parametrize(("arguments", "words"), BAD_COMMANDS)
def test_bad_command_lines(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert words in refused(capsys, *arguments)


def test_all_faults_of_a_command_line_in_one_pass(capsys: pytest.CaptureFixture[str]) -> None:
    message = refused(capsys, "--age", "99", "radius=K", "ulna=I", "toe=B")
    assert "command line: 6 faults" in message


# A CSV of many hands


def test_csv_in_and_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = hands_csv(tmp_path / "hands.csv", GOOD_ROW, "b,M,," + ",".join("A" * 13)), tmp_path
    code, text, _ = run(capsys, str(path))
    assert code == 0
    first, second = csv.DictReader(io.StringIO(text))
    assert (first["id"], first["score"]) == ("a", "575")
    assert float(first["bone_age_years"]) == pytest.approx(AGE_YEARS, abs=5e-5)
    assert first["z_sd"] == "substitute, not tw3_rus's own"
    assert second["bone_age_years"] == "" and second["bone_age_bound"] == "below_first_row"
    assert run(capsys, str(path), "-o", str(out / "ages.csv"))[0] == 0
    assert (out / "ages.csv").read_text(encoding="utf-8") == text


def test_a_batch_equals_one_by_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draw = random.Random(5)
    rows = []
    for n in range(60):
        cells = [draw.choice(TW3.stages[bone]) for bone in TW3.bones]
        if n % 3 == 1:
            cells[n % 13] = '"B:0.2,C:0.5,D:0.3"'
            cells[(n + 4) % 13] = '"D:0.5,E:0.5"'
        if n % 3 == 2:
            cells[n % 13] = ""
        rows.append(f"{n},{draw.choice('MF')},{draw.choice(['', '9.5'])}," + ",".join(cells))
    path = hands_csv(tmp_path / "hands.csv", *rows)
    table = run(capsys, str(path), "--impute")[1].splitlines()
    for n in range(60):
        alone = run(capsys, str(path), "--impute", "--hand", str(n), "--format", "csv")[1]
        assert alone.splitlines() == [table[0], table[n + 1]]


def test_csv_as_sheets_and_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = hands_csv(tmp_path / "hands.csv", GOOD_ROW, GOOD_ROW.replace("a,", "b,", 1))
    hands = json.loads(run(capsys, str(path), "--format", "json")[1])
    assert [(hand["id"], hand["score"]) for hand in hands] == [("a", SCORE), ("b", SCORE)]
    sheets = run(capsys, str(path), "--format", "text")[1]
    assert sheets.count("not a medical device") == 2


def test_one_hand_of_a_csv_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = hands_csv(tmp_path / "hands.csv", GOOD_ROW, GOOD_ROW.replace("a,", "b,", 1))
    text = run(capsys, str(path), "--hand", "b", "--set", "radius=H")[1]
    assert "10.86 years -> 11.39 years" in text
    assert "names no hand" in refused(capsys, str(path), "--hand", "c")
    assert "Say which with --hand" in refused(capsys, str(path), "--set", "radius=H")


def test_a_file_says_sex_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = hands_csv(tmp_path / "hands.csv", GOOD_ROW)
    assert "--sex: got 'F' beside a file" in refused(capsys, str(path), "--sex", "F")
    assert "got a file" in refused(capsys, str(path), "radius=G")
    assert "got 2 files" in refused(capsys, str(path), str(path))


def test_faults_of_a_csv_leave_nothing_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """More good rows than a batch holds before the first fault, so that output had begun."""
    rows = [GOOD_ROW] * 3000 + [GOOD_ROW.replace("F", "X", 1), GOOD_ROW.replace("11.5", "115")]
    path = hands_csv(tmp_path / "hands.csv", *rows)
    message = refused(capsys, str(path), "-o", str(tmp_path / "ages.csv"))
    assert "2 faults" in message
    assert "row 3002, column 'sex': got 'X'; wanted F or M" in message
    assert "row 3003, column 'age_years': got '115'; wanted years from 0 to 25" in message
    assert [p.name for p in tmp_path.iterdir()] == ["hands.csv"]
    refused(capsys, str(path))


def test_an_output_that_is_no_plain_file_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = hands_csv(tmp_path / "hands.csv", GOOD_ROW)
    assert "no plain file" in refused(capsys, str(path), "-o", "/dev/null")
    assert Path("/dev/null").is_char_device()
    assert "the folder does not exist" in refused(capsys, str(path), "-o", f"{tmp_path}/no/x.csv")


def test_the_file_that_is_read_is_not_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, link = hands_csv(tmp_path / "hands.csv", GOOD_ROW), tmp_path / "link.csv"
    before = path.read_bytes()
    link.symlink_to(path)
    for output in (path, link, tmp_path / "." / "hands.csv"):
        assert "the file that is read" in refused(capsys, str(path), "-o", str(output))
    assert path.read_bytes() == before


def test_an_id_that_stands_twice_names_no_hand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = hands_csv(tmp_path / "hands.csv", GOOD_ROW, GOOD_ROW)
    message = refused(capsys, str(path), "--hand", "a", "--format", "json")
    assert "--hand a: names 2 hands of the file; wanted the id of one" in message


def shell(script: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """`score` as a shell runs it; $SCORE is the command."""
    score = f"{sys.executable} -m boneage_kp score"
    return subprocess.run(
        ["bash", "-c", script],
        env=dict(os.environ, SCORE=score, **environment),
        capture_output=True,
    )


@pytest.mark.skipif(os.name != "posix", reason="pipes and /dev as on Linux and macOS")
def test_pipes_and_closed_ends(tmp_path: Path) -> None:
    path = hands_csv(tmp_path / "hands.csv", GOOD_ROW)
    assert shell(f"cat {path} | $SCORE /dev/stdin").stdout == shell(f"$SCORE {path}").stdout
    assert shell(f"set -o pipefail; $SCORE {path} | true").returncode == 0
    closed = shell(f"$SCORE {path} >&-")
    assert closed.returncode == 2 and b"standard output: is closed" in closed.stderr
    full = shell(f"test -e /dev/full || exit 9; $SCORE {path} > /dev/full")
    assert full.returncode == 9 or (
        full.returncode,
        b"standard output: No space" in full.stderr,
    ) == (
        2,
        True,
    )


def test_results_are_utf_8_whatever_the_terminal_says() -> None:
    typed = " ".join(["--sex", "F", *TYPED])
    done = shell(f"$SCORE {typed}", PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
    assert done.returncode == 0 and "10.8 + (575 − 570) / (579" in done.stdout.decode()


# A COCO file


def coco_file(path: Path, **changes: object) -> Path:
    bones = {name: BoneLabel(None, 0, STAGES[name]) for name in HAND.names}
    facts = {"sex": Sex.FEMALE, "age_months": 138.0, "standard_id": "tw3_rus"} | changes
    unrated = HandRecord("b.png", (9, 9), {})
    coco.write([HandRecord("a.png", (9, 9), bones, **facts), unrated], path)  # type: ignore[arg-type]
    return path


def test_a_coco_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, str(coco_file(tmp_path / "films.json")))
    assert code == 0 and "left out for want of any stage: 1 of 2 annotations" in err
    (row,) = csv.DictReader(io.StringIO(out))
    assert (row["id"], row["score"], row["age_years"]) == ("1", "575", "11.5")


def test_faults_of_a_coco_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    message = refused(capsys, str(coco_file(tmp_path / "films.json", sex=None)))
    assert 'image 1 "a.png", annotation 1, "sex": is missing; wanted F or M' in message
    report = tmp_path / "report.json"
    report.write_text('{"schema_version": 1, "score": 575}', encoding="utf-8")
    assert "the file's keys are 'schema_version score'; wanted" in refused(capsys, str(report))
    broken = tmp_path / "broken.json"
    broken.write_text('{"images": [', encoding="utf-8")
    assert "line 1, column 13: the file ends in mid-text" in refused(capsys, str(broken))
    bare = tmp_path / "bare.json"
    coco.write([HandRecord("b.png", (9, 9), {})], bare)
    assert "no annotation carries a stage" in refused(capsys, str(bare))


def test_heavy_packages_stay_out(tmp_path: Path) -> None:
    path = hands_csv(tmp_path / "hands.csv", GOOD_ROW)
    code = (
        "import sys\n"
        "from boneage_kp.cli.main import main\n"
        f"assert main(['score', {str(path)!r}]) == 0\n"
        f"assert main(['score', {str(coco_file(tmp_path / 'f.json'))!r}]) == 0\n"
        "assert not {'torch', 'cv2', 'pycocotools', 'mmengine'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
