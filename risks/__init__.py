"""The corporate risk and opportunity register."""
