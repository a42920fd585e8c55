package dev.slipway.check.sessions;

import dev.slipway.check.Acceptance;
import dev.slipway.check.CheckAnswer;
import dev.slipway.check.CheckClient;
import dev.slipway.check.CheckReport;
import dev.slipway.check.CheckRequest;
import dev.slipway.check.Finding;
import dev.slipway.check.Severity;
import dev.slipway.check.inspect.Crawl;
import dev.slipway.http.CacheControl;
import dev.slipway.http.Fields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The check. Who asks when matters, because the app may have a cache of its own that this cannot get around:
 *
 * <ol>
 *   <li>a stranger asks for everything before anybody has logged in, then user B, then user A: each URL with a parameter
 *       that no cache has seen, twice. From that the {@link Canaries} of both are learned;
 *   <li>each URL is asked for in three orders of the three visitors, each order under a parameter of its own, so cold, and
 *       at once again, so warm; and once as it is;
 *   <li>where a user's data stands, disguises of its path are tried ({@link Deception}), and everywhere fields that no key
 *       holds ({@link Poison}).
 * </ol>
 *
 * <p>Sends GET only, beside the log-ins. A word of one visitor's that another is shown is a finding, with both requests.
 */
public final class SessionsCheck {
    static final String NAME = "sessions";

    private final CheckClient client;
    private final RandomGenerator random;
    private final LogIn.Runner runner;

    /** @param runner what runs the program of a {@link LogIn.Command} */
    public SessionsCheck(CheckClient client, RandomGenerator random, LogIn.Runner runner) {
        this.client = client;
        this.random = random;
        this.runner = runner;
    }

    /**
     * What to do.
     *
     * @param origin scheme, host and port
     * @param paths what to ask for; what the pages of a stranger and of user B link to comes on top
     * @param crawl how many URLs to find from the pages, at most
     * @param logIn how
     * @param userA the one whose data is looked for mostly
     * @param userB the other
     * @param probes whether to try disguises and fields, too; not on a production
     */
    public record Order(
            String origin,
            List<String> paths,
            int crawl,
            LogIn logIn,
            LogIn.User userA,
            LogIn.User userB,
            boolean probes) {
        public Order {
            paths = List.copyOf(paths);
        }
    }

    /**
     * Runs it.
     *
     * @throws LogIn.Failed when a user is not let in: then nothing was checked
     */
    public CheckReport run(Order order, List<Acceptance> acceptances, IntConsumer percent)
            throws LogIn.Failed, InterruptedException {
        CheckReport.Builder report =
                new CheckReport.Builder(NAME, order.origin(), client.time().now(), acceptances);
        new Run(order, report, percent).run();
        return report.build(client.time().now(), Severity.ERROR);
    }

    /** One run and what it has learned so far. */
    private final class Run {
        private final Order order;
        private final CheckReport.Builder report;
        private final IntConsumer percent;
        private final Visitor stranger = new Visitor("a stranger", "", Fields.EMPTY);
        private final Map<String, Canaries> canaries = new HashMap<>();
        private final Set<String> found = new HashSet<>();

        Run(Order order, CheckReport.Builder report, IntConsumer percent) {
            this.order = order;
            this.report = report;
            this.percent = percent;
        }

        void run() throws LogIn.Failed, InterruptedException {
            List<String> urls = urls(stranger);
            // The paths behind the log-in are known only to who is logged in, but a stranger must be the first to ask.
            List<CheckAnswer> first = truth(stranger, urls);
            Visitor b = logIn("user B", order.userB());
            List<String> all = union(urls, urls(b));
            // What only B's pages lead to, B has asked for already: for A that is as good as nobody, for B it is not.
            List<CheckAnswer> beforeA = new ArrayList<>(first);
            beforeA.addAll(truth(stranger, all.subList(urls.size(), all.size())));
            List<CheckAnswer> firstB = truth(b, all);
            List<CheckAnswer> secondB = truth(b, all);
            percent.accept(15);
            Visitor a = logIn("user A", order.userA());
            List<CheckAnswer> firstA = truth(a, all);
            List<CheckAnswer> secondA = truth(a, all);
            canaries.put(a.label(), Canaries.of(a.name(), firstA, secondA, beforeA, firstB));
            canaries.put(b.label(), Canaries.of(b.name(), firstB, secondB, first, firstA));
            percent.accept(30);
            judgeTruth(a, firstA, b);
            List<Visitor> visitors = List.of(a, b, stranger);
            for (int i = 0; i < all.size(); i++) {
                orders(CheckRequest.get(all.get(i)), visitors);
                percent.accept(30 + 40 * (i + 1) / all.size());
            }
            Set<CheckRequest> personal = personal(firstA, a);
            if (order.probes()) {
                probes(all, personal, a);
            }
            report.fact(all.size() + " URLs as " + a.name() + ", " + b.name()
                    + " and a stranger, in 3 orders, cold and warm");
            report.fact(personal.size() + " of them hold data of user A, known by " + size(a) + " words; of user B "
                    + size(b));
        }

        /** One finding of a rule on a page says it; the next orders show the same again. */
        private void once(Finding finding) {
            if (found.add(finding.rule() + " " + finding.url())) {
                report.add(finding);
            }
        }

        private int size(Visitor visitor) {
            return canariesOf(visitor).size();
        }

        private Canaries canariesOf(Visitor visitor) {
            return java.util.Objects.requireNonNull(canaries.get(visitor.label()));
        }

        private List<String> urls(Visitor visitor) {
            List<String> urls = new ArrayList<>();
            order.paths().forEach(path -> urls.add(order.origin() + path));
            if (order.crawl() > 0) {
                urls.addAll(new Crawl(client, visitor.fields()).from(order.origin() + "/", order.crawl()));
            }
            return urls.stream().distinct().toList();
        }

        private List<String> union(List<String> left, List<String> right) {
            Set<String> all = new LinkedHashSet<>(left);
            all.addAll(right);
            return List.copyOf(all);
        }

        private Visitor logIn(String label, LogIn.User user) throws LogIn.Failed, InterruptedException {
            return new Visitor(label, user.name(), order.logIn().fields(client, order.origin(), user, runner));
        }

        /** What the visitor is shown where no cache can answer. */
        private List<CheckAnswer> truth(Visitor visitor, List<String> urls) {
            return urls.stream()
                    .map(url -> client.send(visitor.asks(CheckRequest.get(url).withQuery(unseen()))))
                    .toList();
        }

        private String unseen() {
            return "slipway-check=" + Long.toUnsignedString(random.nextLong(), 36);
        }

        /** An app with a cache of its own shows user A what it kept of user B, whatever the URL's parameter is. */
        private void judgeTruth(Visitor a, List<CheckAnswer> answers, Visitor b) {
            Canaries ofB = canariesOf(b);
            for (CheckAnswer answer : answers) {
                String word = ofB.in(answer);
                if (word != null) {
                    leak(answer.request(), b, a, answer, word);
                }
            }
        }

        private void orders(CheckRequest request, List<Visitor> visitors) {
            Visitor a = visitors.get(0);
            Visitor b = visitors.get(1);
            for (List<Visitor> order :
                    List.of(List.of(a, b, stranger), List.of(stranger, b, a), List.of(b, a, stranger))) {
                sequence(request.withQuery(unseen()), order, visitors);
            }
            sequence(request, List.of(a, b, stranger), visitors);
        }

        private void sequence(CheckRequest request, List<Visitor> order, List<Visitor> visitors) {
            Map<String, Visitor> setCookies = new HashMap<>();
            for (int round = 0; round < 2; round++) {
                for (Visitor visitor : order) {
                    CheckAnswer answer = client.send(visitor.asks(request));
                    for (Visitor owner : visitors) {
                        judge(request, owner, visitor, answer);
                    }
                    setCookies(request, visitor, answer, setCookies);
                }
            }
        }

        private void judge(CheckRequest request, Visitor owner, Visitor visitor, CheckAnswer answer) {
            Canaries ofOwner = canaries.get(owner.label());
            String word = ofOwner == null ? null : ofOwner.in(answer);
            if (word == null) {
                return;
            }
            if (owner.equals(visitor)) {
                publicised(request, visitor, answer, word);
            } else {
                leak(request, owner, visitor, answer, word);
            }
        }

        private void leak(CheckRequest request, Visitor owner, Visitor visitor, CheckAnswer answer, String word) {
            SessionRules rule =
                    visitor.equals(stranger) ? SessionRules.LEAK_TO_STRANGER : SessionRules.LEAK_TO_OTHER_USER;
            once(rule.finding(
                    plain(request),
                    "\"" + word + "\" of " + owner.label() + " in the answer to " + visitor.label()
                            + cacheStatus(answer),
                    List.of(owner.curl(asked(owner, request)), visitor.curl(asked(visitor, request)))));
        }

        private CheckRequest asked(Visitor visitor, CheckRequest request) {
            return visitor.fields().size() == 0
                            || request.fields().contains(visitor.fields().name(0))
                    ? request
                    : request.withAll(visitor.fields());
        }

        private void publicised(CheckRequest request, Visitor visitor, CheckAnswer answer, String word) {
            String says = isPublic(answer);
            if (says != null) {
                once(SessionRules.PERSONAL_BUT_PUBLIC.finding(
                        plain(request),
                        "\"" + word + "\" of " + visitor.label() + " in an answer that says " + says,
                        List.of(visitor.curl(asked(visitor, request)))));
            }
        }

        private @Nullable String isPublic(CheckAnswer answer) {
            CacheControl targeted = CacheControl.targeted(answer.fields());
            CacheControl control = targeted == null ? CacheControl.of(answer.fields()) : targeted;
            if (control.has("no-store") || control.has("private") || control.hasPlain("no-cache")) {
                return null;
            }
            if (targeted != null && targeted.seconds("max-age") > 0) {
                return "CDN-Cache-Control: " + answer.field("CDN-Cache-Control");
            }
            return control.has("public") || control.seconds("s-maxage") > 0
                    ? "Cache-Control: " + answer.field("Cache-Control")
                    : null;
        }

        /** The same new cookie for two visitors makes one user of both. */
        private void setCookies(CheckRequest request, Visitor visitor, CheckAnswer answer, Map<String, Visitor> given) {
            for (String cookie : answer.fields().all("Set-Cookie")) {
                int end = cookie.indexOf(';');
                String pair = (end < 0 ? cookie : cookie.substring(0, end)).strip();
                String value = pair.substring(pair.indexOf('=') + 1);
                boolean isIdentity = value.length() >= 16 && value.chars().anyMatch(Character::isDigit);
                Visitor first = isIdentity ? given.putIfAbsent(pair, visitor) : null;
                if (first != null && !first.equals(visitor)) {
                    once(SessionRules.SHARED_SET_COOKIE.finding(
                            plain(request),
                            "the same Set-Cookie " + pair.substring(0, pair.indexOf('=')) + " for " + first.label()
                                    + " and " + visitor.label(),
                            List.of(first.curl(asked(first, request)), visitor.curl(asked(visitor, request)))));
                }
            }
        }

        private Set<CheckRequest> personal(List<CheckAnswer> answers, Visitor a) {
            Set<CheckRequest> personal = new LinkedHashSet<>();
            for (CheckAnswer answer : answers) {
                if (answer.isSuccess() && canariesOf(a).in(answer) != null) {
                    personal.add(CheckRequest.get(plain(answer.request())));
                }
            }
            return personal;
        }

        private void probes(List<String> urls, Set<CheckRequest> personal, Visitor a) {
            Deception deception = new Deception(client, canariesOf(a));
            for (CheckRequest request : personal) {
                Finding shown = deception.probe(request, a, stranger, unseen());
                if (shown != null) {
                    once(shown);
                }
            }
            percent.accept(80);
            Poison poison = new Poison(client, random);
            for (int i = 0; i < urls.size(); i++) {
                poison.probe(CheckRequest.get(urls.get(i)), unseen()).forEach(this::once);
                percent.accept(80 + 20 * (i + 1) / urls.size());
            }
        }

        /** As the team knows it, without the parameter that made it cold. */
        private String plain(CheckRequest request) {
            return request.url().replaceAll("[?&]slipway-check=[0-9a-z]+", "");
        }

        private String cacheStatus(CheckAnswer answer) {
            String status = answer.field("Cache-Status");
            return status.isEmpty() ? "" : " (Cache-Status: " + status + ")";
        }
    }

    /** Every rule, for the documentation. */
    public static List<String> rules() {
        return java.util.Arrays.stream(SessionRules.values())
                .map(SessionRules::id)
                .toList();
    }
}
