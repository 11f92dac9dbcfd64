"""Ages of whole-image systems: hand-counted, with a film that was missed and one without truth."""

import json

import numpy as np
import pytest
import torch

from boneage_kp.codec.age_labels import AgeLabels
from boneage_kp.evaluation.age_metric import AGE_FIGURES, AgeMetric
from boneage_kp.evaluation.whole_image import whole_image_pairs, whole_image_result
from boneage_kp.evaluation.whole_image_tables import whole_image_document, whole_image_tables
from boneage_kp.schema.records import Sex

NAN = np.nan
BOY, GIRL = Sex.MALE, Sex.FEMALE


def result_of_five() -> object:
    intervals = np.array([[20, 40], [100, 104], [NAN, NAN], [150, 180], [1, 2]], float)
    return whole_image_result(
        whole_image_pairs(
            ["a", "b", "c", "d", "e"],
            [BOY, BOY, GIRL, GIRL, None],
            np.array([30.0, 110.0, 70.0, 160.0, NAN]),
            np.array([36.0, 100.0, NAN, 162.0, 50.0]),
            intervals,
        ),
        "five films",
    )


def test_errors_by_sex_and_age_are_those_counted_by_hand() -> None:
    result = result_of_five()
    overall = result.age.overall
    assert (overall.films, overall.read) == (4, 3), "c was missed, e has no truth"
    assert overall.mae_months == pytest.approx(6.0)
    assert overall.rmse_months == pytest.approx(np.sqrt((36 + 100 + 4) / 3))
    assert overall.bias_months == pytest.approx(-2 / 3)
    assert result.median_months == pytest.approx(6.0)
    assert result.age.spearman == pytest.approx(1.0)
    boys, girls = result.by_sex["boys"], result.by_sex["girls"]
    assert boys.overall.bias_months == pytest.approx(-2.0)
    assert (girls.overall.films, girls.overall.read) == (2, 1)
    bands = {band.low_months: band.errors for band in boys.bands if band.errors.films}
    assert set(bands) == {0.0, 96.0} and bands[96.0].bias_months == pytest.approx(-10.0)
    assert result.age.interval.n == 3 and result.age.interval.coverage == pytest.approx(2 / 3)
    assert result.age.interval.mean_width_months == pytest.approx((20 + 4 + 30) / 3)


def test_nothing_is_cut_to_a_curve() -> None:
    pairs = whole_image_pairs(["a"], [BOY], np.array([2.0]), np.array([260.0]))
    assert whole_image_result(pairs).age.overall.mae_months == pytest.approx(258.0)


def test_tables_and_document_say_the_same() -> None:
    result = result_of_five()
    text = "\n".join(table.text() for table in whole_image_tables(result))
    assert "girls, 5 to 8 y" in text and "sex unknown" in text and "6.00" in text
    document = whole_image_document(result)
    json.dumps(document, allow_nan=False)
    assert document["all"]["mae_months"] == pytest.approx(6.0)
    assert document["by_sex"]["boys"]["bands"][-1]["to_months"] is None


def test_the_metric_of_training_counts_the_same() -> None:
    metric = AgeMetric()
    for truth, read in (([30.0, 110.0], [36.0, 100.0]), ([160.0, NAN], [162.0, 50.0])):
        labels = AgeLabels(torch.zeros(2), torch.tensor(truth))
        metric.process({"labels": labels}, [torch.tensor(read), torch.zeros(2), torch.zeros(2)])
    figures = metric.evaluate(4)
    assert set(figures) == set(AGE_FIGURES)
    assert figures["age/mae_months"] == pytest.approx(6.0)
    assert figures["age/spearman"] == pytest.approx(1.0)


def test_nothing_to_measure_never_looks_good() -> None:
    figures = AgeMetric().compute_metrics([(NAN, 5.0)])
    assert figures["mae_months"] == np.inf and np.isnan(figures["spearman"])
