"""Speed, memory and cost, beside a yardstick of the same run. `make bench` prints one JSON line a figure."""
