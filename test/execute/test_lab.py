"""JupyterLab as it is started: who can reach it and its kernels."""

import pytest
from efficientnet_lab.lab import can_hold_files, flags, folders


def test_nobody_else_reaches_it_or_its_kernels():
    usual = flags([])
    assert "--ip=127.0.0.1" in usual and "--KernelManager.transport=ipc" in usual


def test_what_a_person_gives_decides_and_comes_last():
    for given in (["--ip=0.0.0.0", "--KernelManager.transport=tcp"], ["--ServerApp.ip=::1", "--KernelManager.ip=10.0.0.1", "a.ipynb"]):
        told = flags(["--no-browser", *given])
        assert [flag for flag in told if flag != "--allow-root"] == ["--no-browser", *given]


@pytest.fixture
def home(tmp_path, monkeypatch):
    for name in ("DATA", "CONFIG"):
        monkeypatch.setenv(f"JUPYTER_{name}_DIR", str(tmp_path / name.lower()))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", "/short")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_what_jupyter_keeps_stays_where_it_is(home):
    assert folders() == {}


def test_sockets_get_a_folder_of_their_own_where_their_paths_would_be_too_long(home, monkeypatch):
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(home / ("deep" * 20)))
    assert list(folders()) == ["JUPYTER_RUNTIME_DIR"]


def test_a_home_that_can_not_be_written_is_told_and_replaced(home, monkeypatch, capsys):
    (home / "file").write_text("")
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(home / "file" / "config"))
    made = folders()
    assert set(made) == {"JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR"}
    assert all(path.startswith(str(home)) for path in made.values())
    assert f"{home / 'file' / 'config'} can't be written" in capsys.readouterr().err


def test_a_folder_holds_files_where_it_or_the_first_that_is_there_can_be_written(tmp_path):
    assert can_hold_files(tmp_path) and can_hold_files(tmp_path / "a" / "b")
    (tmp_path / "file").write_text("")
    assert not can_hold_files(tmp_path / "file") and not can_hold_files(tmp_path / "file" / "b")
