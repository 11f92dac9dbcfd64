"""A reading as a hospital's systems take it: Secondary Capture, Structured Report, FHIR.

The only folder that handles a patient's identity: what files written here carry of it comes from
the film's own header (`study.py`), and nowhere but into them. highdicom (the extra [dicom-out]) is
imported inside functions. Everything is made from a row of results, whose format is published.

To add a document: one file with one function, from (row, `FilmStudy`) to the document; the files
are written by `engine/batch/dicom_files.py`.
"""
