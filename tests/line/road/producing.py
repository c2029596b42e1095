"""The data, their release, the workspace (domain 1.4.15 to 1.4.17)."""

from typing import Any, Self

from services.contracts import provisioning as p

from .agreeing import Agreeing


class Producing(Agreeing):
    """From the frozen specification to live access."""

    @property
    def core(self) -> Any:
        return self.world.core

    def produce(self) -> Self:
        """From the frozen specification to files that wait for quality control."""
        self.give(p.StartProduction, "max.orr")
        self.give(p.BuildRelease, "max.orr")
        self.bus.tick("work")
        release = self.release
        assert release.state is p.ReleaseState.QA, f"{release.failure} {release.failure_detail}"
        return self

    @property
    def release(self) -> p.ReleaseView:
        """The newest release, as production sees it."""
        return self.project("max.orr").releases[-1]

    def check_quality(self, by: str = "nia.poole") -> Self:
        items = tuple(p.QualityCheck(item=item, passed=True) for item in p.QUALITY_ITEMS)
        manifest = self.release.manifest_sha256
        self.give(p.CheckQuality, by, manifest_sha256=manifest, passed=True, checklist=items)
        return self

    def approve_release(self, *by: str) -> Self:
        for key in by or ("owen.tait", "pia.lund"):
            self.give(p.ApproveRelease, key, manifest_sha256=self.release.manifest_sha256)
        return self

    def open_workspace(self) -> Self:
        self.give(p.CreateWorkspace, "quin.abel")
        return self

    def activate(self) -> Self:
        self.give(p.ActivateProject, "quin.abel", smoke_test="An analyst signed in and saw the files.")
        return self

    def ready(self) -> Self:
        """Everything signed and set up: production may start."""
        return self.approved().set_up()

    def active(self) -> Self:
        self.ready().produce().check_quality().approve_release()
        return self.open_workspace().activate()
