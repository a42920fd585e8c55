package dev.slipway.cli;

import dev.slipway.api.Run;
import dev.slipway.release.GitFacts;
import dev.slipway.ship.ChangeRecord;
import dev.slipway.ship.RecordText;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway note new|show|list}. */
@Command(
        name = "note",
        description = "Keep change records: who owns a change, what is expected, how it is undone, what came of it.",
        synopsisSubcommandLabel = "(new | show | list)",
        commandListHeading = "%nVerbs:%n",
        footer = {"", "Example: slipway note new \"Smaller hero images\""})
final class NoteVerb extends Verb {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandLine.Model.CommandSpec spec;

    NoteVerb(Terminal terminal) {
        super(terminal);
    }

    /** The verb with its own verbs. */
    static CommandLine commandLine(Terminal terminal) {
        return new CommandLine(new NoteVerb(terminal))
                .addSubcommand("new", new New(terminal))
                .addSubcommand("show", new Show(terminal))
                .addSubcommand("list", new ListAll(terminal));
    }

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(spec.commandLine(), "slipway note: new, show or list is missing");
    }

    @Command(
            name = "new",
            description = "Write a change record to fill in, with the owner that git knows.",
            footer = {"", "Example: slipway note new \"Smaller hero images\""})
    static final class New extends Verb {
        @Parameters(paramLabel = "TITLE", description = "What changes, in a line.")
        private String title = "";

        @Option(names = "--owner", paramLabel = "WHO", description = "Whom to ask (default: git's user.email).")
        private @Nullable String owner;

        New(Terminal terminal) {
            super(terminal);
        }

        @Override
        public Integer call() throws IOException, InterruptedException {
            SiteFile file = siteFile();
            String person = owner == null ? GitFacts.person(file.folder()) : owner;
            String environment = file.site().environments().values().stream()
                    .filter(each -> each.protectedByPlan())
                    .map(each -> each.name())
                    .findFirst()
                    .orElse("production");
            Path folder = file.folder().resolve(Deployments.RECORDS);
            Path path = folder.resolve(LocalDate.now(ZoneOffset.UTC) + "-" + slug(title) + ".md");
            Files.createDirectories(folder);
            String text = ChangeRecord.template(title, person == null ? People.current(terminal) : person, environment);
            try {
                Files.writeString(path, text, StandardOpenOption.CREATE_NEW);
            } catch (FileAlreadyExistsException e) {
                throw Refusal.of(
                        "record-exists",
                        "There is such a record already",
                        shown(path) + " exists",
                        "a title that no record of today has",
                        "choose another title, or go on with that file");
            }
            if (json) {
                printJson(Map.of("file", path.toString()));
            } else {
                out().println(shown(path) + ": say what is expected, and why; then slipway rehearse");
            }
            return ExitCode.DONE;
        }

        private static String slug(String title) {
            String slug =
                    title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
            return slug.isEmpty() ? "change" : slug.substring(0, Math.min(60, slug.length()));
        }
    }

    @Command(
            name = "show",
            description = "Print a run's change record with its evidence, as Markdown.",
            footer = {"", "Example: slipway note show production", "         slipway note show production 7"})
    static final class Show extends NodeVerb {
        @Parameters(index = "0", paramLabel = "ENVIRONMENT", description = "Where it was run.")
        private String where = "";

        @Parameters(index = "1", paramLabel = "RUN", arity = "0..1", description = "Its number (default: the newest).")
        private @Nullable Long number;

        Show(Terminal terminal) {
            super(terminal);
        }

        @Override
        public Integer call() {
            String site = site();
            List<Run> runs = client().runs(site, environment(site, where).name());
            Run run = runs.stream()
                    .filter(each -> number == null || each.number() == number)
                    .findFirst()
                    .orElseThrow(() -> Refusal.of(
                            "unknown-run",
                            "There is no such run",
                            site + "/" + where + " has " + (number == null ? "no run yet" : "no run " + number),
                            "one that slipway note list shows",
                            "look there for its number"));
            if (json) {
                printJson(run);
            } else {
                out().print(RecordText.of(site, where, run));
                out().flush();
            }
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "list",
            description = "List rehearsals and shippings, newest first, with their records' titles.",
            footer = {"", "Example: slipway note list"})
    static final class ListAll extends NodeVerb {
        ListAll(Terminal terminal) {
            super(terminal);
        }

        @Override
        public Integer call() {
            String site = site();
            Map<String, List<Run>> all = new LinkedHashMap<>();
            siteStatus(site).environments().forEach(each -> all.put(each.name(), client().runs(site, each.name())));
            if (json) {
                printJson(all);
                return ExitCode.DONE;
            }
            Table table = new Table("ENVIRONMENT", "RUN", "KIND", "BEGUN", "RELEASE", "STATE", "BY", "TITLE");
            List<String[]> rows = new ArrayList<>();
            all.forEach((environment, runs) -> runs.forEach(run -> rows.add(new String[] {
                environment,
                String.valueOf(run.number()),
                run.kind(),
                Words.time(run.begun()),
                run.release(),
                run.state(),
                run.by(),
                title(run)
            })));
            rows.stream().sorted((left, right) -> right[3].compareTo(left[3])).forEach(table::row);
            table.print(out());
            return ExitCode.DONE;
        }

        private static String title(Run run) {
            String record = run.record();
            return record != null && ChangeRecord.parse(record, "record") instanceof ChangeRecord.Parsed.Valid valid
                    ? valid.record().title()
                    : "-";
        }
    }
}
