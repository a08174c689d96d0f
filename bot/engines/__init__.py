"""Who runs the waiting units: one file each."""
