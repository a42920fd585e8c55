package dev.slipway.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Scripts under {@code bash -e}, as CI runs them, with {@code slipway} on the {@code PATH}.
 *
 * @param shell where they run
 * @param outside a folder outside of it, for what they need
 */
record ShippingScript(Shell shell, Path outside) {
    /** Runs lines with some variables more, to their end. */
    Shell.Result run(String lines, Map<String, String> variables) throws IOException, InterruptedException {
        command("slipway", "exec '" + String.join("' '", Shell.slipway()) + "' \"$@\"");
        Path script = outside.resolve("script.sh");
        Files.writeString(script, lines);
        Map<String, String> all = new java.util.HashMap<>(shell.environment());
        all.putAll(variables);
        all.put("PATH", outside.resolve("bin") + ":" + System.getenv("PATH"));
        return new Shell(shell.folder(), all).run(List.of("bash", "-e", script.toString()));
    }

    /** Puts a command on the path of the scripts. */
    void command(String name, String body) throws IOException {
        Path file = Files.createDirectories(outside.resolve("bin")).resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        if (!file.toFile().setExecutable(true)) {
            throw new IOException(file + " cannot be made executable");
        }
    }
}
