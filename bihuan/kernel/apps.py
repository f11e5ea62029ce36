from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "bihuan.kernel"
    label = "kernel"
    verbose_name = "bihuan kernel"

    def ready(self) -> None:
        """Tell the installation of packs who carries what into a pack's next version."""
        from bihuan.kernel.ledgers.carrying import obstacles as records_in_the_way
        from bihuan.kernel.ledgers.writes import carry_records
        from bihuan.kernel.measures.carrying import obstacles as numbers_in_the_way
        from bihuan.kernel.packs.upgrades import CARRIERS, Carrier
        from bihuan.kernel.workflow.carrying import obstacles as requests_in_the_way

        CARRIERS[:] = [
            Carrier(records_in_the_way, carry_records),
            Carrier(numbers_in_the_way),
            Carrier(requests_in_the_way),
        ]
