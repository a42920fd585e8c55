package dev.slipway.cli;

import dev.slipway.api.Token;
import dev.slipway.api.TokenRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway token create|list|revoke}. */
@Command(
        name = "token",
        description = "Manage who may use the control API.",
        synopsisSubcommandLabel = "(create | list | revoke)",
        commandListHeading = "%nVerbs:%n",
        footer = {"", "Example: slipway token create ci --role deployer --environment shop/staging --expires 90d"})
final class TokenVerb extends Verb {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandLine.Model.CommandSpec spec;

    TokenVerb(Terminal terminal) {
        super(terminal);
    }

    /** The verb with its own verbs. */
    static CommandLine commandLine(Terminal terminal) {
        return new CommandLine(new TokenVerb(terminal))
                .addSubcommand("create", new Create(terminal))
                .addSubcommand("list", new ListAll(terminal))
                .addSubcommand("revoke", new Revoke(terminal));
    }

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "slipway token: create, list or revoke is missing");
    }

    @Command(
            name = "create",
            description = "Make a token and print its secret, which is shown this once.",
            footer = {"", "Example: slipway token create ci --role deployer --expires 90d"})
    static final class Create extends NodeVerb {
        @Parameters(paramLabel = "NAME", description = "What it is called in the audit log.")
        private String name = "";

        @Option(
                names = "--role",
                paramLabel = "ROLE",
                required = true,
                description = "viewer, purger, deployer or admin; each may do what those before it may.")
        private String role = "";

        @Option(
                names = "--environment",
                paramLabel = "SITE/ENV",
                description = "Limit it to this environment; may be repeated.")
        private List<String> environments = List.of();

        @Option(names = "--expires", paramLabel = "AGE", description = "30d or 12h from now (default: never).")
        private @Nullable String expires;

        Create(Terminal terminal) {
            super(terminal);
        }

        @Override
        public Integer call() {
            Instant end = expires == null ? null : Instant.now().plus(age(expires));
            Token token = client().createToken(new TokenRequest(name, role, environments, end));
            if (json) {
                printJson(token);
            } else {
                out().println(token.secret());
                terminal.err().println("shown this once: put it into SLIPWAY_TOKEN where " + name + " runs");
            }
            return ExitCode.DONE;
        }

        private static Duration age(String text) {
            try {
                long number = Long.parseLong(text.substring(0, Math.max(0, text.length() - 1)));
                if (number > 0 && text.endsWith("d")) {
                    return Duration.ofDays(number);
                }
                if (number > 0 && text.endsWith("h")) {
                    return Duration.ofHours(number);
                }
            } catch (NumberFormatException e) {
                throw notAge(text);
            }
            throw notAge(text);
        }

        private static RuntimeException notAge(String text) {
            return Refusal.of(
                    "not-an-age",
                    "The expiry is not understood",
                    "--expires is \"" + text + "\"",
                    "a number of days or hours: 30d, 12h",
                    "correct it");
        }
    }

    @Command(
            name = "list",
            description = "Show every token; secrets are not kept.",
            footer = {"", "Example: slipway token list"})
    static final class ListAll extends NodeVerb {
        ListAll(Terminal terminal) {
            super(terminal);
        }

        @Override
        public Integer call() {
            List<Token> tokens = client().tokens();
            if (json) {
                printJson(Map.of("tokens", tokens));
                return ExitCode.DONE;
            }
            Table table = new Table("NAME", "ROLE", "ENVIRONMENTS", "CREATED", "EXPIRES");
            for (Token token : tokens) {
                table.row(
                        token.name(),
                        token.role(),
                        token.environments().isEmpty() ? "all" : String.join(", ", token.environments()),
                        Words.time(token.created()),
                        Words.time(token.expires()));
            }
            table.print(out());
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "revoke",
            description = "End a token at once.",
            footer = {"", "Example: slipway token revoke ci"})
    static final class Revoke extends NodeVerb {
        @Parameters(paramLabel = "NAME", description = "Which.")
        private String name = "";

        Revoke(Terminal terminal) {
            super(terminal);
        }

        @Override
        public Integer call() {
            client().revokeToken(name);
            if (json) {
                printJson(Map.of("revoked", name));
            } else {
                out().println(name + " is revoked");
            }
            return ExitCode.DONE;
        }
    }
}
