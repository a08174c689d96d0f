"""Speed and memory, as ratios beside a yardstick of the same run. `make bench` prints one JSON line a figure."""
