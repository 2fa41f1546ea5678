"""The product as it is served, but for how many cases one customer may file in an hour.

``python -m load.unlimited serve …`` does what ``ventanilla serve …`` does. The processes that serve
import this module as well, so they have no limit either.
"""

import sys

from core.cases.services import creation
from core.cli import main

creation.CASES = sys.maxsize

if __name__ == "__main__":
    main()
