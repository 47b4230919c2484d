"""What changes when LINE tells something, or somebody on LINE asks."""
