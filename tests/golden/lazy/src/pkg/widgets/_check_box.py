from ._button import Button


class CheckBox(Button):
    """To be ticked."""
