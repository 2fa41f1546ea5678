"""What every tenant has, whatever is switched on."""

import warnings

# Pyramid's affair, and no news to whoever reads our log.
warnings.filterwarnings("ignore", message="pkg_resources is deprecated", category=UserWarning)
