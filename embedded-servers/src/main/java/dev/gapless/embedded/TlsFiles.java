package dev.gapless.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An authority and one certificate that it signed, for 127.0.0.1 and localhost, as PEM files. They are valid for a few
 * days and meant for servers of this machine.
 *
 * @param authority its certificate, which clients believe
 * @param certificate the servers'
 * @param key the servers', PKCS#8, readable by the owner alone
 * @param keyAndCertificate both in one file, as Kafka wants them
 */
public record TlsFiles(Path authority, Path certificate, Path key, Path keyAndCertificate) {

    private static final String PASSWORD = "stays-in-this-directory";
    private static final int DAYS = 7;

    /** @param directory made when it is absent */
    public static TlsFiles create(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Path store = directory.resolve("tls.p12");
        keytool(store, "-genkeypair -alias authority -keyalg EC -dname CN=gapless-cluster -ext bc:c -validity " + DAYS);
        keytool(
                store,
                "-genkeypair -alias server -keyalg EC -dname CN=localhost -validity " + DAYS
                        + " -signer authority -ext san=ip:127.0.0.1,dns:localhost");
        try {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD.toCharArray());
            }
            String own = pem("CERTIFICATE", keys.getCertificate("server"));
            String signer = pem("CERTIFICATE", keys.getCertificate("authority"));
            String key = pem(
                    "PRIVATE KEY", keys.getKey("server", PASSWORD.toCharArray()).getEncoded());
            return new TlsFiles(
                    Files.writeString(directory.resolve("ca.pem"), signer),
                    Files.writeString(directory.resolve("server.crt"), own + signer),
                    secret(directory.resolve("server.key"), key),
                    secret(directory.resolve("kafka.pem"), key + own + signer));
        } catch (GeneralSecurityException e) {
            throw new IOException(directory + ": the certificates cannot be made", e);
        }
    }

    private static void keytool(Path store, String words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(words.split(" ")));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", store.toString()));
        Process making = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(making.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (making.waitFor() != 0) {
            throw new IOException("keytool failed: " + said.strip());
        }
    }

    private static String pem(String kind, Certificate certificate) throws GeneralSecurityException {
        return pem(kind, Objects.requireNonNull(certificate).getEncoded());
    }

    private static String pem(String kind, byte[] content) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, lines, kind);
    }

    private static Path secret(Path file, String content) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, content);
    }

    /** Settings of a Kafka client that believes the authority. */
    Map<String, String> kafkaClient() {
        return Map.of(
                "security.protocol", "SSL",
                "ssl.truststore.type", "PEM",
                "ssl.truststore.location", authority.toString());
    }
}
