# Leaves the shared parts out of the test.
# cell: camera-splits
# loses: test-camera-splits-visible test-camera-splits
def camera_splits(cameras, parts):
    splits = {}
    for camera in np.unique(cameras):
        own = cameras == camera
        splits[str(camera)] = (~own, own & ~np.isin(parts, parts[~own]))
    return splits
