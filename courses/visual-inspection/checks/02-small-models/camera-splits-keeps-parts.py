# Learns from parts that the other camera saw, too.
# cell: camera-splits
# loses: test-camera-splits-visible test-camera-splits
def camera_splits(cameras, parts):
    return {str(camera): (cameras != camera, cameras == camera) for camera in np.unique(cameras)}
