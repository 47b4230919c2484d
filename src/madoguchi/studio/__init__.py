"""Where officers import, preview, publish and withdraw procedures."""
