"""A 12-bit lossy JPEG stream as the standard has it, and what libjpeg-turbo 3.1 makes of it.

Nothing that this project installs writes such streams: libjpeg-turbo made this one, at quality 90,
from `picture()`, whose hard edges overshoot black and white.
"""

import base64

import numpy as np
from pydicom.dataset import FileDataset
from pydicom.encaps import encapsulate
from pydicom.uid import JPEGExtended12Bit

from tests.film.dicom_films import radiograph
from tests.film.picture_files import hand_like

PIXELS_SHA256 = "f7be56466e08d3f2195b9794a28634ed801bf58f4c5e47d1de543fc9ede9a5f7"
LOST_AT_MOST = 13  # grey levels of 4096
STREAM = base64.b64decode(
    """
/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQ
ERMUFRUVDA8XGBYUGBIUFRT/wQALDAAoACABAREA/8QAGAABAQEBAQAAAAAAAAAAAAAADAsKCQb/xAAsEAABAwMDBAIBAwUA
AAAAAAACAQMEBQYHCAkKCxESEwwUFQAXIg0WGCEj/9oACAEBAAA/AFafT9d7nSJpPtSs1/DNjY0w0uWcu5K1KZGDGNIplGh3
vlvJd91i/wDJd+VhYzDY1G5buva67lu6v1qSDkysVyvVepTJL0ydNluV7turkg4PPDdOqcSqNPUVxG25Mr/mJFHfZIUQyBT9
qg0Takjryp3dQQ8ABUc5a8hTke4fHDN6TptcptRdiw6k7FnvuC/E8xRParj0UfJCVBM17ESd2mScEkIUOFvz5OQvp+/t2+Wp
dVgChtLGiQPyDJSEQ3VcBE8yRoW0QVTycAkAHUQUInDFM7HxJnnZ1LeX6rRx/NIa3TOqVOyfH1BPE1IqByCccgafsh1YQUnF
FXW+0MnEVA8kVWu6KKIrb0v9EdfkPPPDe2euoT70Gi52+GrRgYrgYfmvtg+rJmErDFm1ZHvNAVAUVq5CpGjiChiaj2H/AGVV
543U0qayl7LEydLtx1uQ+1HCNMXzWL9kmlRou7f8jFshVW3AFwXwIfLyTzzCfGvurT5N6Xhz4dmzkqX1oSl7q6aKqblhC0jS
s0zMQuXsl34eu3HIKV1uW3XkprkJbtWqOAtKlOP/AI+LGP6pPK8y0404/PnouoKx5VwNcFGrU5yK6+y5FhbtQS0JWgAjIDLC
TSqKKTgr3ES7tKiCq90E2B1v3qjGTuo68xzdb5C9r6J6hti0nWNExnUE0tw8us5Rfslm18VWlYRPJdCUKjfk/tpah1JUOnRW
2hqP1V9ysk+Zh/nv7zGe7NtHJEph2bBlhInNNSH2TMnmfDw7OuECEoKsgkAzRQU3VVRT+almk64FyWuQL0sHRnxo7w2Q9WUb
b8/zQlajCvyfUcI47ySV1rZg4v8AxKot327VPQMQrtqfdGAZ9hyi9vt9LPq8x8bq6x7ziufT1kHjxceHct3l3dXW3zqub1DL
f+DIekjCdru1wbT095NvulKNXtuyYFZijGq9sUyYaw5rJOBCFlxTY8mlYf7vXC2voNV1qWdqExLdVa0/VxLegV+PUJQWbZTY
OZZxpSZ35jJENLur1tuP2xV7vjTBp2K7rct+03b9yvT0yDemE7B0m6uJCHOI4B+0tUtljURk+3cv6oqzuQU3Cdv1yz7Cz9EH
EtNmXMdL01OVuTUratm2MgwKfczLdy5ekft4zer9vxa1VMy2kGWa1Q9JWGcpbn1MTq3/AMKkyf8AIG9OfHmsHGfI4iccambU
8fPTk+rBoKd1Ohl4snpjo2BbYXJNlJQ1pRY7dRe/2vtrWk/jFWKIyeiXx+b+mT+ZOjj9VW2L+aJmTnoUreXsvbZczgk/QHO2
bjwTHygWQsF5DxY0jl/Lnm5hoo052+m60iu0KW3MGkFFVYwyVlMJ8uRl06m0aPg261/amHTY0SnsynyjUbylSZCvqRxgeBtV
ebNsPLuJuG57XV8WELuUOXnf9Oat6VQr9qsGw2G6u1Inj9mHDOSgL6nHnEaFTIG1IkbVCIUNtOyAQIIoX//Z
"""
)


def picture() -> np.ndarray:
    """(40, 32) uint16 of 12 bits: a smooth film with white and black areas and single pixels."""
    grey = hand_like(40, 32, 12)
    grey[8:20, 6:18] = 4095
    grey[26:36, 4:14] = 0
    grey[27:30, 20:30] = np.where(np.indices((3, 10)).sum(0) % 2, 4095, 0)
    return grey


def film_of_stream(stream: bytes = STREAM) -> FileDataset:
    """A radiograph whose pixels are the stream."""
    film = radiograph(picture(), 12)
    film.PixelData = encapsulate([stream])
    film["PixelData"].VR, film["PixelData"].is_undefined_length = "OB", True
    film.file_meta.TransferSyntaxUID = JPEGExtended12Bit
    return film
