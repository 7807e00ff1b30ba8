# Leaves every part seen twice out of every split.
# cell: camera-splits
# loses: test-camera-splits
def camera_splits(cameras, parts):
    once = np.array([len(set(cameras[parts == part])) == 1 for part in parts])
    return {str(camera): ((cameras != camera) & once, cameras == camera) for camera in np.unique(cameras)}
