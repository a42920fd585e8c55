package dev.slipway.certificates;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.provider.AbstractAcmeProvider;

/** An authority at any address, whose own certificate may be vouched for by a file: private authorities have no other way. */
final class RootedProvider extends AbstractAcmeProvider {
    private final @Nullable Path roots;

    RootedProvider(@Nullable Path roots) {
        this.roots = roots;
    }

    @Override
    public boolean accepts(URI server) {
        return true;
    }

    @Override
    public URL resolve(URI server) {
        try {
            return server.toURL();
        } catch (java.net.MalformedURLException e) {
            throw new IllegalArgumentException("not the address of an authority: " + server, e);
        }
    }

    @Override
    public HttpClient createHttpClient(NetworkSettings settings) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(settings.getTimeout())
                .followRedirects(HttpClient.Redirect.NORMAL);
        if (roots != null) {
            builder.sslContext(trusting(roots));
        }
        return builder.build();
    }

    private static SSLContext trusting(Path file) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(Files.newInputStream(file))) {
                store.setCertificateEntry("root-" + number++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(file + " holds no certificates in PEM form", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
