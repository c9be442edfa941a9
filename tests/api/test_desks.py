"""The desks' pages and files as they are served."""

import gzip
from pathlib import Path

import pytest

from hejie.edge.http.files import Desks

from .doors import Door, problem

INDEX, STAFF, SCRIPT = "<!doctype html>consumer", "<!doctype html>staff", "console.log('和解');\n" * 200


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A folder as the web build leaves it."""
    (tmp_path / "desks/assets").mkdir(parents=True)
    (tmp_path / "secret.html").write_text("secret")
    for name, text in {
        "index.html": INDEX, "staff.html": STAFF, "assets/app-1.js": SCRIPT, "favicon.svg": "<svg/>",
        ".env": "secret", "assets/.hidden.js": "secret", "assets/app-1.js.map": "secret",
        ".vite/manifest.json": "{}", "assets/small.css": "a{}",
    }.items():  # fmt: skip
        path = tmp_path / "desks" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    (tmp_path / "desks/assets/app-1.js.br").write_bytes(b"brotli bytes")
    (tmp_path / "desks/assets/link.js").symlink_to(tmp_path / "secret.html")
    return tmp_path / "desks"


@pytest.fixture
def desk(small_door: Door, built: Path, monkeypatch: pytest.MonkeyPatch) -> Door:
    """A server with these desks."""
    monkeypatch.setattr(small_door.app.state, "desks", Desks(built))
    return small_door


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/", INDEX), ("/cases/b3-0", INDEX), ("/new", INDEX), ("/staff", STAFF), ("/staff/", STAFF),
        ("/staff/cases/b3-0", STAFF), ("/staffing", INDEX), ("/index.html", INDEX),
        ("/favicon.svg", "<svg/>"),
    ],
)  # fmt: skip
async def test_every_page_is_served_by_its_entry(desk: Door, path: str, page: str) -> None:
    """Below `/staff` it is the staff's entry, elsewhere the consumers'; files are themselves."""
    for method in ("GET", "HEAD"):
        answer = await desk.stranger().request(method, path)
        assert answer.status_code == 200
        assert answer.text == (page if method == "GET" else "")
        assert answer.headers["cache-control"] == "no-cache"
        assert answer.headers["content-length"] == str(len(page))


@pytest.mark.parametrize(
    "path",
    [
        "/.env", "/.vite/manifest.json", "/assets/.hidden.js", "/assets/link.js", "/assets/nothing.js",
        "/assets/app-1.js.map", "/assets/app-1.js.br", "/nothing.js", "/assets", "/assets/",
        "/%2e%2e/secret.html", "/assets/%2e%2e%2f%2e%2e%2fsecret.html", "/..%5csecret.html",
        "/a/%2e%2e/%2e%2e/secret.html", "/%2fetc%2fpasswd.html", "/api/x", "/health", "/metrics/x",
        "/problems",
    ],
)  # fmt: skip
async def test_what_is_no_file_of_the_desks_is_not_found(desk: Door, path: str) -> None:
    """No dot file, no way or link out of the folder, no map of the sources, no page below the API."""
    answer = await desk.stranger().get(path)
    assert "secret" not in answer.text
    problem(answer, 404, "not_found")


async def test_files_with_a_hash_in_their_name_are_kept_for_ever(desk: Door) -> None:
    """They never change; whoever has one asks with its tag and gets nothing again."""
    client = desk.stranger(**{"accept-encoding": "identity"})
    answer = await client.get("/assets/app-1.js")
    assert answer.text == SCRIPT
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    again = await client.get("/assets/app-1.js", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


async def test_files_go_out_compressed(desk: Door) -> None:
    """As the build packed them, else packed once; what is small is not worth it."""
    client = desk.stranger()
    async with client.stream("GET", "/assets/app-1.js", headers={"accept-encoding": "gzip, br"}) as answer:
        assert answer.headers["content-encoding"] == "br"
        assert b"".join([part async for part in answer.aiter_raw()]) == b"brotli bytes"
    async with client.stream("GET", "/assets/app-1.js", headers={"accept-encoding": "gzip"}) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        packed = b"".join([part async for part in answer.aiter_raw()])
        assert gzip.decompress(packed).decode() == SCRIPT
        assert answer.headers["vary"] == "accept-encoding"
    answer = await client.get("/assets/small.css", headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in answer.headers


async def test_without_a_build_a_page_says_how_to_make_one(
    small_door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever starts from the sources is told what is missing."""
    monkeypatch.setattr(small_door.app.state, "desks", Desks(tmp_path / "nothing"))
    answer = await small_door.stranger().get("/staff")
    assert answer.status_code == 200
    assert "make web" in answer.text
    assert (await small_door.stranger().get("/.env")).status_code == 404


async def test_pages_take_no_writes(desk: Door) -> None:
    """A page is read, nothing else."""
    problem(await desk.stranger().post("/", json={}), 405, "method_not_allowed")
