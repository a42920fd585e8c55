package dev.slipway.cli;

import dev.slipway.api.ControlException;
import dev.slipway.api.Problem;
import dev.slipway.api.UnreachableException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** The command line: finds the verb, runs it, and turns every outcome into an exit code ({@link ExitCode}). */
public final class Cli {
    private final Terminal terminal;
    private final Map<String, Supplier<Object>> verbs = new LinkedHashMap<>();

    public Cli(Terminal terminal, Server server) {
        this.terminal = terminal;
        verbs.put("demo", () -> new DemoVerb(terminal, server));
        verbs.put("serve", () -> new ServeVerb(terminal, server));
        verbs.put("configure", () -> new ConfigureVerb(terminal));
        verbs.put("validate", () -> new ValidateVerb(terminal));
        verbs.put("deploy", () -> new DeployVerb(terminal));
        verbs.put("promote", () -> new PromoteVerb(terminal));
        verbs.put("rollback", () -> new RollbackVerb(terminal));
        verbs.put("releases", () -> new ReleasesVerb(terminal));
        verbs.put("diff", () -> new DiffVerb(terminal));
        verbs.put("status", () -> new StatusVerb(terminal));
        verbs.put("purge", () -> new PurgeVerb(terminal));
        verbs.put("explain", () -> new ExplainVerb(terminal));
        verbs.put("check", () -> new CheckVerb(terminal));
        verbs.put("rehearse", () -> new RehearseVerb(terminal));
        verbs.put("ship", () -> new ShipVerb(terminal));
        verbs.put("note", () -> NoteVerb.commandLine(terminal));
        verbs.put("token", () -> TokenVerb.commandLine(terminal));
        verbs.put("logs", () -> new LogsVerb(terminal));
        verbs.put("version", () -> new VersionVerb(terminal));
    }

    /** Runs one verb to its end and returns the exit code. */
    public int run(String... arguments) {
        CommandLine command = commandLine(arguments);
        return command.execute(arguments);
    }

    private CommandLine commandLine(String... arguments) {
        CommandLine command = new CommandLine(new Top());
        String first = arguments.length == 0 ? "" : arguments[0];
        verbs.forEach((name, verb) -> {
            // Reading a verb's options takes time: only the one that is named is read, unless none is.
            if (!verbs.containsKey(first) || name.equals(first)) {
                command.addSubcommand(name, verb.get());
            }
        });
        return command.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
                .setColorScheme(Help.defaultColorScheme(terminal.isColoured() ? Help.Ansi.ON : Help.Ansi.OFF))
                .setUsageHelpWidth(100)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(this::handle);
    }

    private int handle(Exception exception, CommandLine command, ParseResult parsed) throws Exception {
        return switch (exception) {
            case UnreachableException unreachable -> refuse(command, unreachable.problem(), ExitCode.UNREACHABLE);
            case ControlException refused -> refuse(command, refused.problem(), ExitCode.REFUSED);
            case UncheckedIOException broken -> refuse(command, broken(broken), ExitCode.REFUSED);
            case java.io.IOException broken -> refuse(command, broken(broken), ExitCode.REFUSED);
            default -> throw exception;
        };
    }

    private int refuse(CommandLine command, Problem problem, int code) {
        if (command.getCommand() instanceof Verb verb && verb.json) {
            verb.printJson(problem);
        } else {
            Refusal.print(terminal.err(), problem);
        }
        return code;
    }

    private static Problem broken(Exception broken) {
        return new Problem(
                Problem.TYPE_PREFIX + "local-i-o",
                "This machine could not read or write",
                0,
                String.valueOf(broken.getMessage()),
                "files and folders that this user may use, on a disk with room",
                "safe",
                "see to that, then repeat",
                null);
    }

    /** What stands before the verb. */
    @Command(
            name = "slipway",
            description = "The edge that a team runs in front of its Python web service.",
            synopsisSubcommandLabel = "VERB",
            commandListHeading = "%nVerbs:%n",
            footer = {
                "",
                "Exit codes: 0 done, 1 the verdict failed, 2 wrong usage, 3 refused, 4 the node does not answer.",
                "SLIPWAY_URL and SLIPWAY_TOKEN name another node. Example: slipway deploy --help"
            })
    static final class Top implements Runnable {
        @CommandLine.Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
        private CommandLine.Model.CommandSpec spec;

        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Show this and exit.")
        @SuppressWarnings("UnusedVariable") // picocli reads it
        private boolean help;

        @Override
        public void run() {
            throw new CommandLine.ParameterException(spec.commandLine(), "slipway: a verb is missing");
        }
    }
}
