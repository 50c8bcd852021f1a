from . import _impl

__all__ = ["extended_name"] + _impl.__all__

extended_name = 2
new_name = _impl.new_name
impl_func = _impl.impl_func
