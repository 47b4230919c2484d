"""The LINE channel: how what was promised reaches phones, once or visibly not at all."""
