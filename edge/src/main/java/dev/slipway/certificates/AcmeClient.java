package dev.slipway.certificates;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.RenewalInfo;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.Resource;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeServerException;

/**
 * A node's dealings with one authority: its account, orders, and what came of them, kept in a folder.
 *
 * <p>Blocks; may be used by several threads at once, for different hosts. Whoever is interrupted has its order ended.
 */
public final class AcmeClient implements AutoCloseable {
    private final AcmeSettings settings;
    private final Path state;
    private final CertificateFolder folder;
    private final Challenges challenges;
    private final InstantSource clock;
    private final FailureWords words;

    /** Held while an account is made or found, so that there are never two. */
    private final ReentrantLock loggingIn = new ReentrantLock();

    private volatile @Nullable Session session;
    private @Nullable Login login;

    /** @param state the folder in which account and certificates are kept; it is made where it is missing */
    public AcmeClient(AcmeSettings settings, Path state, Challenges challenges, InstantSource clock) {
        this.settings = settings;
        this.state = state;
        this.folder = CertificateFolder.of(state, settings.directory());
        this.challenges = challenges;
        this.clock = clock;
        this.words = new FailureWords(settings.directory());
    }

    /** What an earlier order left for that host, expired or not; null where there is nothing. */
    public @Nullable Credentials kept(String host) throws IOException {
        return folder.find(host);
    }

    /** A certificate for these hosts, kept under the first of them before it is returned. */
    public Credentials order(List<String> hosts) throws AcmeFailure, InterruptedException {
        return withPatience("a certificate for " + String.join(", ", hosts), () -> orderWithAccount(hosts));
    }

    /** What the authority says about renewing (RFC 9773); null where it does not offer that. */
    @Nullable
    RenewalAdvice advice(Credentials credentials) throws AcmeFailure, InterruptedException {
        return withPatience("renewal information", () -> ask(credentials)).orElse(null);
    }

    /** The certificates of names that no authority is asked for, kept beside the others. */
    CertificateFolder selfSigned() {
        return CertificateFolder.selfSigned(state);
    }

    private Credentials orderWithAccount(List<String> hosts) throws Exception {
        try {
            return orderByAnyProof(hosts);
        } catch (AcmeServerException e) {
            if (!e.getType().toString().endsWith(":accountDoesNotExist")) {
                throw e;
            }
            forgetLogin();
            return orderByAnyProof(hosts);
        }
    }

    private Credentials orderByAnyProof(List<String> hosts) throws Exception {
        Login account = login();
        List<String> failures = new ArrayList<>();
        for (Proof proof : settings.proofs()) {
            try {
                AcmeOrder order = new AcmeOrder(account, challenges, clock, proof);
                Credentials credentials = order.run(hosts, replaced(account, hosts));
                folder.keep(hosts.getFirst(), credentials);
                return credentials;
            } catch (ProofFailed e) {
                failures.add(proof + ": " + e.getMessage());
            }
        }
        throw new AcmeFailure(
                String.join(", ", hosts) + " could not be proved to " + settings.directory() + ". "
                        + String.join(". ", failures),
                null);
    }

    private @Nullable X509Certificate replaced(Login account, List<String> hosts) throws AcmeException {
        if (!offersRenewalInfo(account)) {
            return null;
        }
        try {
            Credentials before = folder.find(hosts.getFirst());
            return before == null ? null : before.certificate();
        } catch (IOException e) {
            return null; // it is damaged, and about to be replaced
        }
    }

    private static boolean offersRenewalInfo(Login account) throws AcmeException {
        return account.getSession().resourceUrlOptional(Resource.RENEWAL_INFO).isPresent();
    }

    private Optional<RenewalAdvice> ask(Credentials credentials) throws Exception {
        Login account = login();
        if (!offersRenewalInfo(account)) {
            return Optional.empty();
        }
        RenewalInfo info = account.bindRenewalInfo(credentials.certificate());
        Instant askAgain = info.fetch().orElse(null);
        return Optional.of(new RenewalAdvice(info.getSuggestedWindowStart(), info.getSuggestedWindowEnd(), askAgain));
    }

    /** The account of the key that is kept: asking for a new one finds an old one (RFC 8555 §7.3). */
    private Login login() throws Exception {
        loggingIn.lockInterruptibly();
        try {
            if (login == null) {
                login = register(session());
            }
            return login;
        } finally {
            loggingIn.unlock();
        }
    }

    private Login register(Session with) throws AcmeException, AcmeFailure, IOException {
        AccountBuilder account = new AccountBuilder().useKeyPair(folder.accountKey());
        if (!settings.email().isEmpty()) {
            account.addEmail(settings.email());
        }
        if (settings.termsAgreed()) {
            account.agreeToTermsOfService();
        } else if (with.getMetadata().getTermsOfService().isPresent()) {
            throw new AcmeFailure(
                    settings.directory() + " has terms of service that nobody agreed to yet: read "
                            + with.getMetadata().getTermsOfService().get()
                            + " and say so in the configuration",
                    null);
        }
        return account.createLogin(with);
    }

    private Session session() throws IOException {
        Session open = session;
        if (open == null) {
            open = new Session(settings.directory(), new AuthorityProvider(settings.roots()));
            open.networkSettings().setTimeout(settings.patience().request());
            session = open;
        }
        return open;
    }

    private void forgetLogin() throws InterruptedException {
        loggingIn.lockInterruptibly();
        try {
            login = null;
        } finally {
            loggingIn.unlock();
        }
    }

    /** An authority that trickles its answers is ended by an interrupt: a request's own limit ends with its head. */
    private <T> T withPatience(String what, Callable<T> work) throws AcmeFailure, InterruptedException {
        try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<T> result = thread.submit(work);
            try {
                return result.get(settings.patience().order().toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                result.cancel(true);
                throw new AcmeFailure(
                        settings.directory() + " did not come to an end with " + what + " within "
                                + settings.patience().order().toSeconds() + " s",
                        e);
            } catch (ExecutionException e) {
                throw words.of(e.getCause() == null ? e : e.getCause());
            } catch (InterruptedException e) {
                result.cancel(true);
                throw e;
            }
        }
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        Session open = session;
        if (open != null) {
            open.getHttpClient().shutdownNow();
        }
    }
}
