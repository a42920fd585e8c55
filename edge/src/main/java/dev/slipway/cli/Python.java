package dev.slipway.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The Python that runs the demo's shop. Debian's own comes first: another one first on PATH does not see the modules
 * that Debian packages.
 *
 * @param program absolute, or a name to be found on PATH
 * @param hasFastApi whether FastAPI, uvicorn and Jinja can be imported
 */
record Python(String program, boolean hasFastApi) {
    /** The Debian packages that bring the real service. */
    static final String PACKAGES =
            "python3-fastapi python3-uvicorn python3-websockets python3-jinja2 python3-multipart";

    private static final int PATIENCE_SECONDS = 30;

    static Python find() throws InterruptedException {
        for (String program : List.of("/usr/bin/python3", "python3")) {
            if (program.startsWith("/") && !Files.isExecutable(Path.of(program))) {
                continue;
            }
            if (runs(program, "import sys; sys.exit(sys.version_info < (3, 9))")) {
                return new Python(program, runs(program, "import fastapi, uvicorn, jinja2, multipart"));
            }
        }
        throw Refusal.of(
                "no-python",
                "There is no Python to run the shop",
                "neither /usr/bin/python3 nor python3 on PATH runs",
                "Python 3.9 or newer",
                "install it (Debian: apt-get install python3), then run the demo again");
    }

    private static boolean runs(String program, String code) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(program, "-c", code)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue() == 0;
            }
            process.destroyForcibly();
            return false;
        } catch (IOException e) {
            // There is no such program.
            return false;
        }
    }
}
