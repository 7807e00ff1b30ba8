# Gives the test first.
# cell: camera-splits
# loses: test-camera-splits-visible test-camera-splits
def camera_splits(cameras, parts):
    return {str(camera): (cameras == camera, ~np.isin(parts, parts[cameras == camera])) for camera in np.unique(cameras)}
