"""Posteriors -> score distribution -> age distribution: exact, checked, and equal one by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boneage_kp.schema.records import Sex
from boneage_kp.standards import (
    ScoringError,
    age_distribution,
    age_summaries,
    bone_age,
    bone_shares,
    list_standards,
    load_standard,
    one_hot_posteriors,
    posteriors_of,
    score_distributions,
    score_hands,
)
from boneage_kp.standards.standard import Standard
from tests.standards import naive
from tests.standards.toy import write_toy

STANDARDS = {name: load_standard(name) for name in list_standards()}
TW3 = STANDARDS["tw3_rus"]
standards, sexes = st.sampled_from(list(STANDARDS.values())), st.sampled_from(list(Sex))
seeds = st.integers(0, 2**32 - 1)


def random_posteriors(standard: Standard, hands: int, seed: int) -> np.ndarray:
    """Posteriors around random stages, some of them with exact zeros."""
    rng = np.random.default_rng(seed)
    p = rng.exponential(size=(hands, len(standard.bones), int(standard.stage_counts.max())))
    p **= rng.uniform(0.2, 6)
    p[rng.random(p.shape) < 0.3] = 0
    p[:, :, 0] += 1e-3
    p[:, np.arange(p.shape[2]) >= standard.stage_counts[:, None]] = 0
    return p / p.sum(axis=2, keepdims=True)


@given(standards, sexes, seeds)
def test_one_hot_posteriors_reproduce_the_plain_score(standard, sex, seed) -> None:
    rng = np.random.default_rng(seed)
    rows = (rng.random((4, len(standard.bones))) * standard.stage_counts).astype(int)
    names = [
        {b: standard.stages[b][s] for b, s in zip(standard.bones, row, strict=True)} for row in rows
    ]
    posteriors = np.stack([one_hot_posteriors(standard, stages) for stages in names])
    distributions = score_distributions(standard, sex, posteriors)
    scores = score_hands(standard, sex, rows)
    expected = np.zeros_like(distributions)
    expected[np.arange(4), scores] = 1
    np.testing.assert_allclose(distributions, expected, atol=1e-12, rtol=0)
    plain = bone_age(standard, sex, int(scores[0]))
    read = age_distribution(standard, sex, distributions[0])
    for quantile in (read.median, *read.interval()):
        assert (quantile.score, quantile.bound) == (scores[0], plain.bound)
        assert quantile.age_months == plain.age_months
    if plain.bound is None:
        assert read.mean_months == pytest.approx(plain.age_months, abs=1e-9)
        assert read.excluded_probability == 0
    else:
        assert read.mean_months is None and read.excluded_probability == 1


@given(sexes, seeds)
def test_convolution_equals_brute_force(tmp_path_factory, sex, seed) -> None:
    toy = load_standard(write_toy(tmp_path_factory.mktemp("toy")))
    posteriors = random_posteriors(toy, 3, seed)
    tables = [list(toy.scores[sex][bone]) for bone in toy.bones]
    for hand, found in zip(posteriors, score_distributions(toy, sex, posteriors), strict=True):
        brute = naive.score_distribution(tables, hand.tolist())
        expected = [brute.get(score, 0.0) for score in range(toy.final_sum[sex] + 1)]
        np.testing.assert_allclose(found, expected, atol=1e-15, rtol=1e-12)


@given(standards, sexes, seeds)
def test_moments_of_the_score(standard, sex, seed) -> None:
    p = random_posteriors(standard, 2, seed)
    points = np.maximum(standard.points(sex), 0)
    scores = np.arange(standard.final_sum[sex] + 1)
    found = score_distributions(standard, sex, p)
    mean = (p * points).sum(axis=(1, 2))
    variance = ((p * points**2).sum(axis=2) - (p * points).sum(axis=2) ** 2).sum(axis=1)
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-12)
    np.testing.assert_allclose(found @ scores, mean, rtol=1e-10)
    np.testing.assert_allclose(found @ scores**2 - (found @ scores) ** 2, variance, atol=1e-6)


def test_batch_equals_one_by_one_across_blocks() -> None:
    posteriors = random_posteriors(TW3, 300, 5)  # more than two blocks, the last one short
    together = score_distributions(TW3, Sex.FEMALE, posteriors)
    summaries = age_summaries(TW3, Sex.FEMALE, together)
    for n in (0, 127, 128, 255, 256, 299):
        alone = score_distributions(TW3, Sex.FEMALE, posteriors[n : n + 1])[0]
        np.testing.assert_allclose(together[n], alone, atol=1e-15, rtol=0)
        read = age_distribution(TW3, Sex.FEMALE, alone)
        low, high = read.interval()
        assert summaries.median.age_months[n] == read.median.age_months
        assert summaries.low.age_months[n] == low.age_months
        assert summaries.high.age_months[n] == high.age_months
        assert summaries.mean_months[n] == pytest.approx(read.mean_months, abs=1e-9)
        assert summaries.below[n] == pytest.approx(read.below_probability, abs=1e-12)
        assert summaries.mature[n] == pytest.approx(read.mature_probability, abs=1e-12)
    assert score_distributions(TW3, Sex.MALE, posteriors[:0]).shape == (0, 1001)


def test_atoms_quantiles_and_mean_by_hand(tmp_path) -> None:
    toy = load_standard(write_toy(tmp_path))
    # Boys: knob small (3) for sure; stick 0 or 5; twig none 0 or wood 8.
    posteriors = posteriors_of(
        toy,
        {
            "knob": {"small": 1},
            "stick": {"0": 0.75, "1": 0.25},
            "twig": {"none": 0.6, "wood": 0.4},
        },
    )
    p = score_distributions(toy, Sex.MALE, posteriors[None])[0]
    masses = {score: pytest.approx(mass) for score, mass in enumerate(p) if mass}
    assert masses == {3: 0.45, 8: 0.15, 11: 0.3, 16: 0.1}
    read = age_distribution(toy, Sex.MALE, p)
    # 3 = 1.25 years, 8 = 3.0, 11 = 4.25, 16 = 5.5
    assert read.median.age_months == pytest.approx(36)
    assert [q.age_months for q in read.interval()] == [pytest.approx(15), pytest.approx(66)]
    expected = 12 * (0.45 * 1.25 + 0.15 * 3.0 + 0.3 * 4.25 + 0.1 * 5.5)
    assert read.mean_months == pytest.approx(expected)
    assert read.quantile(0.45).score == 3 and read.quantile(0.4501).score == 8
    assert read.quantile(0).score == 3 and read.quantile(1).score == 16


def test_quantiles_may_be_bounds() -> None:
    top = {bone: TW3.stages[bone][-1] for bone in TW3.bones}
    posteriors = one_hot_posteriors(TW3, top)
    posteriors[0, 7:] = 0.5, 0.5  # radius H or I
    read = age_distribution(TW3, Sex.MALE, score_distributions(TW3, Sex.MALE, posteriors[None])[0])
    low, high = read.interval()
    assert (low.score, low.bound, high.bound, high.age_months) == (925, None, "mature", None)
    assert read.mature_probability == pytest.approx(0.5)
    # 925 lies between 912 = 16.1 and 933 = 16.2; half the mass has no age and stands beside.
    assert read.mean_months == pytest.approx(12 * (16.1 + 0.1 * 13 / 21))


def test_shares_by_hand(tmp_path) -> None:
    toy = load_standard(write_toy(tmp_path))
    posteriors = posteriors_of(
        toy,
        {
            "knob": {"small": 1},
            "stick": {"0": 0.5, "1": 0.5},
            "twig": {"none": 0.5, "wood": 0.5},
        },
    )
    shares = {share.bone: share for share in bone_shares(toy, Sex.MALE, posteriors)}
    # Variances 0, 25/4, 64/4.
    assert shares["knob"].score_variance_share == 0
    assert shares["stick"].score_variance_share == pytest.approx(25 / 89)
    assert shares["twig"].score_variance_share == pytest.approx(64 / 89)
    # As it is 3 .. 16, 1.25 to 5.5 years. Stick known: 3-11 or 8-16; twig known: 3-8 or 11-16.
    assert shares["knob"].narrowing_months == pytest.approx(0)
    assert shares["stick"].width_if_known_months == pytest.approx(12 * (3.0 + 2.5) / 2)
    assert shares["twig"].width_if_known_months == pytest.approx(12 * (1.75 + 1.25) / 2)
    assert shares["twig"].narrowing_months == pytest.approx(12 * (4.25 - 1.5))
    certain = bone_shares(toy, Sex.MALE, np.eye(4)[[0, 0, 0]])
    assert all(s.score_variance_share == s.narrowing_months == 0 for s in certain)


@given(seeds)
def test_variance_shares_sum_to_one(seed) -> None:
    shares = bone_shares(TW3, Sex.MALE, random_posteriors(TW3, 1, seed)[0])
    assert sum(share.score_variance_share for share in shares) == pytest.approx(1)


def test_beta_below_one_widens_and_keeps_zeros() -> None:
    peaked = np.full((1, 13, 9), 0.0)
    peaked[:, :, 4:7] = 0.05, 0.9, 0.05
    widths = []
    for beta in (1.0, 0.5, 0.25):
        p = score_distributions(TW3, Sex.MALE, peaked, beta)
        assert p.sum() == pytest.approx(1, abs=1e-12)
        low, high = age_distribution(TW3, Sex.MALE, p[0]).interval()
        widths.append(high.age_months - low.age_months)
        assert p[0, : 39 + 40].sum() == 0  # nothing below stage E everywhere
    assert widths == sorted(widths) and widths[0] < widths[-1]
    with pytest.raises(ScoringError, match="beta: got 0"):
        score_distributions(TW3, Sex.MALE, peaked, 0)


def test_bad_posteriors_are_refused_by_hand_and_bone() -> None:
    good = random_posteriors(TW3, 2, 1)
    for change, message in (
        (lambda p: p[:, :, :8], r"got shape \(2, 13, 8\); wanted \(hands, 13, 9\)"),
        (lambda p: p[0], r"got shape \(13, 9\)"),
        (lambda p: _set(p, 1, 2, 0, p[1, 2, 0] + 0.1), "hand 1, bone 'mc1': .* sum to 1.1;"),
        (lambda p: _set(p, 0, 4, 1, -0.2), "hand 0, bone 'mc5': got -0.2; wanted no prob"),
        (lambda p: _set(p, 0, 3, 1, np.nan), "hand 0, bone 'mc3': got a value that is no number"),
        (lambda p: _set(p, 0, 3, 1, np.inf), "hand 0, bone 'mc3': got probabilities that sum to"),
        (lambda p: _set(p, 1, 1, 8, 0.3), "hand 1, bone 'ulna': got mass 0.3 beyond .* stage 'H'"),
    ):
        with pytest.raises(ScoringError, match=message):
            score_distributions(TW3, Sex.MALE, change(good.copy()))
    with pytest.raises(ScoringError) as caught:
        score_distributions(TW3, Sex.MALE, np.zeros((2, 13, 9)))
    assert len(str(caught.value).splitlines()) == 21 and "and 6 more" in str(caught.value)
    with pytest.raises(ScoringError, match="no posterior for: ulna"):
        posteriors_of(TW3, {b: {"A": 1.0} for b in TW3.bones if b != "ulna"})


def _set(p: np.ndarray, n: int, k: int, s: int, value: float) -> np.ndarray:
    p[n, k, s] = value
    return p


def test_bad_distributions_and_quantiles_are_refused() -> None:
    with pytest.raises(ScoringError, match=r"got shape \(500,\); wanted \(1001,\)"):
        age_distribution(TW3, Sex.MALE, np.full(500, 1 / 500))
    with pytest.raises(ScoringError, match="sum to 1"):
        age_distribution(TW3, Sex.MALE, np.full(1001, 1.0))
    read = age_distribution(TW3, Sex.MALE, np.full(1001, 1 / 1001))
    with pytest.raises(ScoringError, match="quantile: got 1.5"):
        read.quantile(1.5)
