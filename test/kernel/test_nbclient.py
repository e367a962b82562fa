"""What headless runners see: nbclient, as papermill and nbconvert use it."""

import nbformat
import pytest
from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from place import KERNEL, NOTEBOOKS
from private_sockets import private


def client_for(cells, kernelspec_dir, **options):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    manager = KernelManager(kernel_name=KERNEL, **private())
    manager.kernel_spec_manager = KernelSpecManager(kernel_dirs=[str(kernelspec_dir)])
    return NotebookClient(
        notebook, km=manager, timeout=240, resources={"metadata": {"path": str(NOTEBOOKS)}}, **options
    )


def test_a_throwing_cell_is_an_error_output(kernelspec_dir):
    client = client_for(["const a = 1;\n\nthrow new TypeError('no');", "console.log(1)"], kernelspec_dir)
    with pytest.raises(CellExecutionError) as caught:
        client.execute()
    assert (caught.value.ename, caught.value.evalue) == ("TypeError", "no")
    (output,) = client.nb.cells[0].outputs
    assert output.output_type == "error"
    assert "at line 3, column 7 of this cell" in "\n".join(output.traceback)
    assert client.nb.cells[1].outputs == []


def test_allow_errors_runs_every_cell(kernelspec_dir):
    cells = ["throw new Error('one')", "console.log('two')", "throw new Error('three')", "console.log('four')"]
    client = client_for(cells, kernelspec_dir, allow_errors=True)
    client.execute()
    outputs = [cell.outputs[0] for cell in client.nb.cells]
    assert [o.output_type for o in outputs] == ["error", "stream", "error", "stream"]
    assert outputs[3].text == "four\n"
