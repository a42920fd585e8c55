package dev.slipway;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;

/** The walls between the rooms: who may use whom, who may touch sockets, buffers, the clock and the process. */
class ArchitectureTest {
    private static final String HOME = "dev.slipway";

    /** The package of {@code Main}, where parts meet. */
    private static final String MAIN = "";

    /** Room by room, which others it may use. A room that does not exist yet has its walls already. */
    private static final Map<String, Set<String>> MAY_USE = new TreeMap<>(Map.ofEntries(
            room("http"),
            room("cache", "http"),
            room("blob"),
            room("certificates", "http"),
            room("body", "http"),
            room("loop"),
            room("site", "http", "cache"),
            room("release", "http", "blob", "site"),
            room("store", "http", "cache", "blob", "body"),
            room("origin", "http", "site", "body", "loop"),
            room("telemetry", "http"),
            room(
                    "exchange",
                    "http",
                    "cache",
                    "blob",
                    "body",
                    "site",
                    "release",
                    "store",
                    "origin",
                    "loop",
                    "telemetry"),
            room("wire", "exchange", "http", "telemetry", "site", "body", "loop", "certificates"),
            room("api", "http"),
            room(
                    "control",
                    "api",
                    "http",
                    "cache",
                    "blob",
                    "body",
                    "site",
                    "release",
                    "store",
                    "origin",
                    "telemetry",
                    "exchange"),
            room("check", "api", "http"),
            room("ship", "api", "check", "site", "release"),
            // blob for its Digest: it is in the signatures of release, which names contents by it.
            room("cli", "api", "check", "ship", "site", "release", "blob"),
            room("console", "api", "check", "ship", "site", "release")));

    private static final Set<String> CHANNELS = Set.of("wire", "origin", "loop", "check", MAIN);
    private static final Set<String> BUFFERS =
            Set.of("wire", "origin", "loop", "check", MAIN, "exchange", "store", "blob", "body");
    private static final Set<String> OUTSIDE_WORLD = Set.of(MAIN, "cli");
    private static final Set<String> PURE = Set.of("http", "cache");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(HOME);

    private static Map.Entry<String, Set<String>> room(String name, String... mayUse) {
        return Map.entry(name, Set.of(mayUse));
    }

    private static String roomOf(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(HOME) ? MAIN : name.substring(HOME.length() + 1).split("\\.")[0];
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().equals(HOME) || type.getPackageName().startsWith(HOME + ".");
    }

    @Test
    void everyRoomIsInTheTable() {
        assertThat(CLASSES).as("classes were found").hasSizeGreaterThan(100);
        assertThat(CLASSES.stream().map(ArchitectureTest::roomOf).filter(room -> !room.equals(MAIN)))
                .as("a new room is added to house.md and to this table together")
                .allMatch(MAY_USE::containsKey);
    }

    @Test
    void roomsUseOnlyTheRoomsTheyMay() {
        assertThat(dependencies((from, to) -> isOurs(to)
                        && !roomOf(from).equals(MAIN)
                        && !roomOf(from).equals(roomOf(to))
                        && !MAY_USE.getOrDefault(roomOf(from), Set.of()).contains(roomOf(to))))
                .isEmpty();
    }

    @Test
    void thereAreNoCycles() {
        slices().matching(HOME + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void pureRoomsUseTheJdkAndJSpecifyOnly() {
        assertThat(dependencies((from, to) -> PURE.contains(roomOf(from))
                        && !isOurs(to)
                        && !to.getPackageName().startsWith("java.")
                        && !to.getPackageName().startsWith("org.jspecify.")))
                .isEmpty();
    }

    @Test
    void onlyGateOriginAndLoadGeneratorTouchChannels() {
        assertThat(dependencies((from, to) -> to.getPackageName().startsWith("io.netty.")
                        && !to.getPackageName().startsWith("io.netty.buffer")
                        && !to.getName().equals("io.netty.util.IllegalReferenceCountException")
                        && !CHANNELS.contains(roomOf(from))))
                .isEmpty();
    }

    @Test
    void buffersStayWhereBytesAreMoved() {
        assertThat(dependencies(
                        (from, to) -> to.getPackageName().startsWith("io.netty.") && !BUFFERS.contains(roomOf(from))))
                .isEmpty();
    }

    @Test
    void clockEnvironmentAndExitBelongToMainAndCli() {
        assertThat(CLASSES.stream()
                        .filter(type -> !OUTSIDE_WORLD.contains(roomOf(type)))
                        .flatMap(type -> type.getAccessesFromSelf().stream())
                        .filter(ArchitectureTest::isOutsideWorld)
                        .map(JavaAccess::getDescription))
                .as("time, environment and exit are arguments")
                .isEmpty();
    }

    /** Calls and method references alike. */
    private static boolean isOutsideWorld(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String name = access.getTarget().getName();
        return switch (owner) {
            case "java.lang.System" ->
                List.of("currentTimeMillis", "nanoTime", "getenv", "exit").contains(name);
            case "java.lang.Runtime" -> List.of("exit", "halt").contains(name);
            case "java.time.InstantSource" -> name.equals("system");
            case "java.time.Clock" -> name.startsWith("system") || name.startsWith("tick");
            default -> owner.startsWith("java.time.") && name.equals("now");
        };
    }

    private static Set<String> dependencies(BiPredicate<JavaClass, JavaClass> forbidden) {
        Set<String> found = new TreeSet<>();
        for (JavaClass from : CLASSES) {
            from.getDirectDependenciesFromSelf().stream()
                    .filter(dependency ->
                            forbidden.test(from, dependency.getTargetClass().getBaseComponentType()))
                    .forEach(dependency -> found.add(dependency.getDescription()));
        }
        return found;
    }

    @Test
    void theTableNamesNoRoomTwiceAndOnlyRoomsThatItHas() {
        assertThat(MAY_USE.values().stream().flatMap(Set::stream)).allMatch(MAY_USE::containsKey);
        assertThat(Arrays.asList("util", "common")).noneMatch(MAY_USE::containsKey);
    }
}
