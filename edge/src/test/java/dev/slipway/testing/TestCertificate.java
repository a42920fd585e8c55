package dev.slipway.testing;

import java.io.IOException;
import java.nio.file.Path;

/** A certificate that openssl signs by itself for one name, and its key, as two PEM files. */
public record TestCertificate(Path certificate, Path key) {
    /** One on an elliptic curve, in that folder. */
    public static TestCertificate make(Path folder, String file, String host) throws IOException, InterruptedException {
        TestCertificate made = new TestCertificate(folder.resolve(file + ".pem"), folder.resolve(file + ".key"));
        Command done = Command.run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "30",
                "-subj",
                "/CN=" + host,
                "-addext",
                "subjectAltName=DNS:" + host,
                "-keyout",
                made.key.toString(),
                "-out",
                made.certificate.toString());
        if (done.exitCode() != 0) {
            throw new IOException(done.output());
        }
        return made;
    }
}
