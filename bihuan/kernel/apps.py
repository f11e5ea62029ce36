from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "bihuan.kernel"
    label = "kernel"
    verbose_name = "bihuan kernel"
