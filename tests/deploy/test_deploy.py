"""What deploy/ says is true of the program: settings, paths, ports, times and files exist.

No container engine runs here, so this is checked by reading.
"""

import re
import shlex
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml

from persistence.migrate import read
from server.http import HEALTH
from server.settings import TABLE, read_settings
from server.workers_task import DRAIN_S_MAX

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
DOCKERFILE = DEPLOY / "Dockerfile"
FILES = sorted(DEPLOY.rglob("*.yaml"))
SETTINGS = [each.name for each in TABLE]
DEFAULT = {each.name: each.default for each in TABLE}
IMAGE = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)?:[a-z0-9][a-z0-9.-]*")
OURS = f"ai-genius:{version('ai-genius')}"
KUBERNETES_KINDS = {
    "v1": ("Namespace", "ConfigMap", "Secret", "Service"),
    "apps/v1": ("Deployment", "StatefulSet"),
    "batch/v1": ("Job",),
    "policy/v1": ("PodDisruptionBudget",),
}


class OneOfEach(yaml.SafeLoader):
    """Refuses a key that is written twice, of which the first would silently be lost."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value if key.value != "<<"]
        # Looked at once: afterwards what is merged in stands beside what replaces it.
        if len(dict.fromkeys(keys)) != len(keys) and not hasattr(node, "seen"):
            raise yaml.YAMLError(f"a key is there twice: {keys}")
        node.seen = True
        return super().construct_mapping(node, deep)


def documents(path: Path) -> list[Any]:
    return list(yaml.load_all(path.read_text("utf-8"), OneOfEach))


@pytest.fixture(scope="module")
def compose() -> Any:
    (found,) = documents(DEPLOY / "compose.yaml")
    return found


@pytest.fixture(scope="module")
def kinds() -> dict[tuple[str, str], Any]:
    """Every object of Kubernetes, by kind and name."""
    (wanted,) = documents(DEPLOY / "kubernetes" / "kustomization.yaml")
    found: dict[tuple[str, str], Any] = {}
    for name in wanted["resources"]:
        for each in documents(DEPLOY / "kubernetes" / name):
            assert each["kind"] in KUBERNETES_KINDS[each["apiVersion"]]
            assert (each["kind"], each["metadata"]["name"]) not in found
            found[each["kind"], each["metadata"]["name"]] = each
    return found


def templates(kinds: Mapping[tuple[str, str], Any]) -> Iterator[tuple[str, Any]]:
    """The name and pod template of everything that has one."""
    for (_, name), each in kinds.items():
        if "template" in each.get("spec", {}):
            yield name, each["spec"]["template"]


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile, one instruction a row."""
    text = re.sub(r"^#.*\n", "", DOCKERFILE.read_text("utf-8"), flags=re.M).replace("\\\n", " ")
    rows = [line.split(None, 1) for line in text.splitlines() if line.strip()]
    return [(word, rest) for word, rest in rows]


def usable(environment: Mapping[str, Any]) -> None:
    """All names are settings of ours and all values can be read; blanks of compose get a word."""
    for name in environment:
        assert name in SETTINGS, f"{name} is no setting"
    words = {
        name: re.sub(r"\$\{(\w+)(:-([^}]*)|:\?[^}]*)?\}", lambda found: found[3] or "word", value)
        for name, value in environment.items()
    }
    read_settings(words)


# ---------------------------------------------------------------- all files


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_it_is_yaml(path: Path) -> None:
    assert all(isinstance(each, dict) for each in documents(path))


def test_a_key_that_is_there_twice_is_seen(tmp_path: Path) -> None:
    (tmp_path / "twice.yaml").write_text("a: {b: 1, b: 2}\n")
    with pytest.raises(yaml.YAMLError, match="twice"):
        documents(tmp_path / "twice.yaml")


def test_the_kustomization_has_every_file() -> None:
    (found,) = documents(DEPLOY / "kubernetes" / "kustomization.yaml")
    there = {path.name for path in (DEPLOY / "kubernetes").iterdir()}
    assert {*found["resources"], "kustomization.yaml"} == there


def test_images_have_a_tag_and_no_host(compose: Any, kinds: dict[tuple[str, str], Any]) -> None:
    pods = [pod["spec"]["containers"] for _, pod in templates(kinds)]
    found = [each["image"] for each in compose["services"].values()]
    found += [each["image"] for containers in pods for each in containers]
    found += [rest.split()[0] for word, rest in instructions() if word == "FROM"]
    for image in found:
        assert IMAGE.fullmatch(image), image
        assert not image.endswith(":latest")
    assert OURS in found
    assert {image for image in found if image.startswith("ai-genius")} == {OURS}


# ---------------------------------------------------------------- the image


def test_what_is_copied_exists_and_is_let_through() -> None:
    let = [
        line[1:] for line in Path(f"{DOCKERFILE}.dockerignore").read_text().split() if "!" in line
    ]
    copied = []
    for word, rest in instructions():
        if word == "COPY" and not rest.startswith("--from="):
            copied += shlex.split(rest)[:-1]
    assert sorted(each.rstrip("/") for each in copied) == sorted(let)
    for each in copied:
        assert (ROOT / each).exists(), each
        assert (ROOT / each).is_dir() == each.endswith("/")


def test_the_image_has_all_that_the_program_reads() -> None:
    """Method: the packages of the project, and what else lies beside them and is read."""
    copied = " ".join(rest for word, rest in instructions() if word == "COPY")
    for package in ("game", "agents", "persistence", "server", "clients", "migrations"):
        assert f"{package}/ {package}/" in copied
    assert read(ROOT / "migrations")
    assert (ROOT / "genius.py").is_file()


def test_the_image_serves_as_nobody_and_leaves_no_tools() -> None:
    rows = instructions()
    last = max(n for n, (word, _) in enumerate(rows) if word == "FROM")
    final = rows[last:]
    said = dict(final)
    assert said["USER"] == "10001"
    assert said["ENTRYPOINT"] == '["genius"]'
    assert said["CMD"] == '["serve"]'
    assert said["STOPSIGNAL"] == "SIGTERM"
    assert said["EXPOSE"] == DEFAULT["GENIUS_PORT"]
    assert "pip uninstall --yes" in said["RUN"]
    assert not re.search(r"apt-get|pip install|curl|gcc", " ".join(rest for _, rest in final))
    pairs = dict(pair.split("=", 1) for pair in shlex.split(said["ENV"]))
    usable({name: value for name, value in pairs.items() if name.startswith("GENIUS_")})
    assert pairs["GENIUS_HOST"] == "0.0.0.0"
    assert said["VOLUME"] == pairs["GENIUS_DATA_DIR"]
    assert f":{DEFAULT['GENIUS_PORT']}{HEALTH[1]}" in said["HEALTHCHECK"]
    (fetched,) = [rest for word, rest in rows if word == "RUN" and "pip download" in rest]
    assert "--require-hashes" in fetched


# ---------------------------------------------------------------- compose


def test_compose_names_only_what_is_there(compose: Any) -> None:
    services = compose["services"]
    for name, each in services.items():
        for needed, how in each.get("depends_on", {}).items():
            assert needed in services, f"{name} needs {needed}"
            if how["condition"] == "service_healthy":
                assert "healthcheck" in services[needed] or services[needed]["image"] == OURS
        for volume in each.get("volumes", ()):
            source = volume.split(":")[0]
            there = (DEPLOY / source).is_file() if source.startswith(".") else None
            assert there if there is not None else source in compose["volumes"], volume
        assert list(each["networks"]) == ["inside"]


def test_the_nodes_of_compose_can_read_their_settings(compose: Any) -> None:
    nodes = {n: each for n, each in compose["services"].items() if each["image"] == OURS}
    assert len(nodes) >= 2
    for name, each in nodes.items():
        usable(each["environment"])
        assert each["environment"]["GENIUS_NODE"] == name
        assert each["environment"]["DB_HOST"] in compose["services"]
        host = re.fullmatch(r"redis://([\w-]+):6379", each["environment"]["REDIS_URL"])
        assert host is not None
        assert host[1] in compose["services"]
        build = each["build"]
        assert (DEPLOY / build["context"]).resolve() == ROOT
        assert ROOT / build["dockerfile"] == DOCKERFILE
        assert float(each["stop_grace_period"].removesuffix("s")) > DRAIN_S_MAX
    postgres = compose["services"]["postgres"]["environment"]
    for ours, theirs in (("USER", "USER"), ("NAME", "DB"), ("PASSWORD", "PASSWORD")):
        assert each["environment"][f"DB_{ours}"] == postgres[f"POSTGRES_{theirs}"]


def test_the_cluster_of_compose_is_of_those_that_run(compose: Any) -> None:
    services = compose["services"]
    made = services["redis-cluster"]["command"][-1]
    create = made.split("--cluster create", 1)[1].split("until", 1)[0]
    members = re.findall(r"([\d.]+):6379", create)
    running = [
        each["networks"]["inside"]["ipv4_address"]
        for name, each in services.items()
        if re.fullmatch(r"redis-\d", name)
    ]
    assert members == running
    assert len(members) == 6
    assert "--cluster-replicas 1" in create


def test_the_proxy_leads_to_the_nodes(compose: Any) -> None:
    conf = (DEPLOY / "proxy.conf").read_text("utf-8")
    assert conf.count("{") == conf.count("}")
    for line in conf.splitlines():
        assert re.search(r"([;{}]|^\s*#.*|^)$", line), line
    nodes = [name for name, each in compose["services"].items() if each["image"] == OURS]
    assert re.findall(r"server ([\w-]+):8765", conf) == nodes
    # It looks names up when it starts, so a node that is made anew has to keep its address.
    places = [compose["services"][name]["networks"]["inside"]["ipv4_address"] for name in nodes]
    assert len(dict.fromkeys(places)) == len(nodes)
    for header in ("Host", "Upgrade", "Connection", "X-Forwarded-For", "X-Forwarded-Proto"):
        assert f"proxy_set_header {header} " in conf
    patience = re.search(r"proxy_read_timeout (\d+)s", conf)
    assert patience is not None
    assert float(patience[1]) * 1000 > read_settings({}).limits.silent_ms


# ---------------------------------------------------------------- Kubernetes


def test_settings_of_kubernetes_can_be_read(kinds: dict[tuple[str, str], Any]) -> None:
    settings, secret = kinds["ConfigMap", "genius"]["data"], kinds["Secret", "genius"]["stringData"]
    usable({**settings, **secret})
    assert settings["DB_HOST"] == kinds["Service", "postgres"]["metadata"]["name"]
    assert settings["REDIS_URL"] == f"redis://{kinds['Service', 'redis']['metadata']['name']}:6379"
    assert not [name for name in settings if "PASSWORD" in name]
    (container,) = kinds["Deployment", "genius"]["spec"]["template"]["spec"]["containers"]
    assert {each["name"] for each in container["env"]} <= {*SETTINGS}
    for each in container["envFrom"]:
        ((kind, to),) = each.items()
        assert ({"configMapRef": "ConfigMap", "secretRef": "Secret"}[kind], to["name"]) in kinds


def test_what_selects_finds_its_pods(kinds: dict[tuple[str, str], Any]) -> None:
    labels = {name: pod["metadata"]["labels"] for name, pod in templates(kinds)}
    for (kind, name), each in kinds.items():
        if kind in ("Service", "PodDisruptionBudget", "Deployment", "StatefulSet"):
            selector = each["spec"]["selector"]
            assert selector.get("matchLabels", selector) == labels[name], (kind, name)
        if kind == "StatefulSet":
            assert ("Service", each["spec"]["serviceName"]) in kinds
        if kind == "Service":
            ((_, pod),) = [found for found in templates(kinds) if found[0] == name]
            names = [p["name"] for c in pod["spec"]["containers"] for p in c["ports"]]
            assert {port["targetPort"] for port in each["spec"]["ports"]} <= {*names}


def test_probes_ask_what_the_node_answers(kinds: dict[tuple[str, str], Any]) -> None:
    (game,) = kinds["Deployment", "genius"]["spec"]["template"]["spec"]["containers"]
    (port,) = game["ports"]
    assert str(port["containerPort"]) == DEFAULT["GENIUS_PORT"]
    alive, ready = HEALTH
    asked = {name: game[name]["httpGet"]["path"] for name in game if name.endswith("Probe")}
    assert asked == {"startupProbe": ready, "readinessProbe": ready, "livenessProbe": alive}
    assert all(game[name]["httpGet"]["port"] == port["name"] for name in asked)
    assert game["image"] == OURS
    assert game["args"] == ["serve"]


def test_a_node_of_kubernetes_has_the_time_to_drain(kinds: dict[tuple[str, str], Any]) -> None:
    deployment = kinds["Deployment", "genius"]["spec"]
    pod = deployment["template"]["spec"]
    word, pause_s = pod["containers"][0]["lifecycle"]["preStop"]["exec"]["command"]
    assert word == "sleep"
    # Long enough that the readiness probe is not what takes it out, and the drain comes after.
    assert float(pause_s) + DRAIN_S_MAX < pod["terminationGracePeriodSeconds"]
    assert deployment["strategy"]["rollingUpdate"] == {"maxSurge": 1, "maxUnavailable": 0}
    assert deployment["replicas"] > kinds["PodDisruptionBudget", "genius"]["spec"]["maxUnavailable"]


def test_pods_are_bounded_and_mount_what_they_have(kinds: dict[tuple[str, str], Any]) -> None:
    for name, pod in templates(kinds):
        spec = pod["spec"]
        claims = (
            kinds.get(("StatefulSet", name), {}).get("spec", {}).get("volumeClaimTemplates", ())
        )
        volumes = [each["name"] for each in spec.get("volumes", ())]
        volumes += [each["metadata"]["name"] for each in claims]
        assert spec["automountServiceAccountToken"] is False
        for container in spec["containers"]:
            assert "memory" in container["resources"]["limits"]
            assert [each["name"] for each in container.get("volumeMounts", ())] == volumes
    game = kinds["Deployment", "genius"]["spec"]["template"]["spec"]
    assert game["securityContext"]["runAsNonRoot"]
    assert ("USER", str(game["securityContext"]["runAsUser"])) in instructions()
    said = dict(instructions())
    mounted = [each["mountPath"] for each in game["containers"][0]["volumeMounts"]]
    assert said["VOLUME"] in mounted
