package dev.slipway.certificates;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.provider.AbstractAcmeProvider;

/** acme4j's way to any authority by the URL of its directory, trusting the given roots in place of the JDK's. */
final class AuthorityProvider extends AbstractAcmeProvider {
    private final @Nullable SSLContext trust;

    AuthorityProvider(@Nullable Path roots) throws IOException {
        this.trust = roots == null ? null : trusting(roots);
    }

    @Override
    public boolean accepts(URI directory) {
        return true;
    }

    @Override
    public URL resolve(URI directory) {
        try {
            return directory.toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("not the URL of a directory: " + directory, e);
        }
    }

    @Override
    public HttpClient createHttpClient(NetworkSettings settings) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(settings.getTimeout());
        if (trust != null) {
            builder.sslContext(trust);
        }
        return builder.build();
    }

    private static SSLContext trusting(Path roots) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (X509Certificate each : PemFiles.read(roots).chain()) {
                store.setCertificateEntry("root-" + store.size(), each);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("the roots in " + roots + " cannot be trusted: " + e.getMessage(), e);
        }
    }
}
