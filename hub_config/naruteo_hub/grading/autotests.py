"""nbgrader's automatic tests for a release, worked out by the author's solution in a sandboxed kernel."""

import asyncio
from pathlib import Path
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import InstantiateTests, NbGraderPreprocessor

from naruteo_hub.grading.course import Course, CourseFault, autotests_file
from naruteo_hub.grading.files import private_folder, write_files
from naruteo_hub.grading.kernel import SandboxedKernel
from naruteo_hub.grading.results import GradingLimits


class SandboxedInstantiateTests(InstantiateTests):  # type: ignore[misc]  # nbgrader has no types
    """InstantiateTests as nbgrader has it, with a closed-in kernel and the templates of the course."""

    def __init__(self, *, course: Course, **options: Any) -> None:
        self.autotest_filename: str
        self.kc: AsyncKernelClient | None
        self.execute_result: Any
        super().__init__(**options)
        self.course = course
        self._limits = GradingLimits()
        self._runner: asyncio.Runner | None = None
        templates = autotests_file(course.folder)
        own = self.autotest_filename in course.files
        if not own and templates is not None:
            self.autotest_filename = str(templates)

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Fill in the automatic tests of one notebook, if it has any."""
        if not any(cell.cell_type == "code" and self.autotest_delimiter in cell.source for cell in nb.cells):
            return nb, resources
        kernel_name = nb.metadata.get("kernelspec", {}).get("name", "python3")
        resources["kernel_name"] = kernel_name
        self._load_test_template_file(resources)
        self.global_tests_loaded = True
        self.sanitizer = self.sanitizers[kernel_name]
        with private_folder() as folder, asyncio.Runner() as runner:
            files = Path(folder) / "files"
            write_files(files, self.course.files)
            kernel = SandboxedKernel(files, Path(folder) / "k", self._limits)
            self._runner = runner
            try:
                self.kc = runner.run(kernel.start())
                done: tuple[NotebookNode, dict[str, Any]] = NbGraderPreprocessor.preprocess(self, nb, resources)
                return done
            finally:
                runner.run(kernel.stop())
                self.kc = None
                self._runner = None

    def _execute_code_snippet(self, code: str) -> Any:
        if self._runner is None or self.kc is None:
            raise CourseFault("automatic tests were asked for without a kernel")
        running = self.kc.execute_interactive(
            code, timeout=self._limits.cell_seconds, output_hook=self._execute_code_snippet_output_hook
        )
        self._runner.run(running)
        result, self.execute_result = self.execute_result, None
        return result
