"""The microbenchmarks of the Maven module."""

import os
import subprocess
from pathlib import Path

from .processes import ROOT, Failed, running


def run(options):
    home = os.environ.get("JAVA_HOME")
    if not home:
        raise Failed("JAVA_HOME is not set; ./dev bench jmh sets it")
    command = ["mvn", "-q", "-B", "-ntp", "-pl", "bench", "-am", "package", "-DskipTests"]
    with running(command, cwd=ROOT) as build:
        if build.wait() != 0:
            raise Failed("the build failed; its complaints stand above")
    target = ROOT / "bench" / "target"
    jars = f"{target / 'classes'}:{target / 'lib' / '*'}"
    with running([Path(home) / "bin" / "java", "-cp", jars, "org.openjdk.jmh.Main", *options]) as java:
        return java.wait()
