import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # `mini` and other helpers of these tests
