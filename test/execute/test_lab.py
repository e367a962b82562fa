"""JupyterLab as it is started: who can reach it and its kernels."""

from efficientnet_lab.lab import flags


def test_nobody_else_reaches_it_or_its_kernels():
    usual = flags([])
    assert "--ip=127.0.0.1" in usual and "--KernelManager.transport=ipc" in usual


def test_what_a_person_gives_decides_and_comes_last():
    for given in (["--ip=0.0.0.0", "--KernelManager.transport=tcp"], ["--ServerApp.ip=::1", "--KernelManager.ip=10.0.0.1", "a.ipynb"]):
        told = flags(["--no-browser", *given])
        assert [flag for flag in told if flag != "--allow-root"] == ["--no-browser", *given]
