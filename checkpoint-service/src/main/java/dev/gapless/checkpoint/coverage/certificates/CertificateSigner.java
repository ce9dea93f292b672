package dev.gapless.checkpoint.coverage.certificates;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.gapless.common.certificate.CertificateVerifier;
import dev.gapless.common.platform.ApiProblem;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Signs what it is given, as a compact JWS (RFC 7515) with ES256. */
final class CertificateSigner {

    private final Optional<KeyFile> keys;
    private final PublicKeys published;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /**
     * @param keys empty where there is no place for them
     * @param published where the public half of each key is before anything is signed with it
     */
    CertificateSigner(Optional<KeyFile> keys, PublicKeys published) {
        this.keys = keys;
        this.published = published;
    }

    /** False where there is no place for keys, so that nothing can be signed. */
    boolean hasPlace() {
        return keys.isPresent();
    }

    /** Signs a certificate. */
    String sign(byte[] payload) {
        return sign(payload, CertificateVerifier.TYPE);
    }

    /** @param type what it is, as its header names it */
    String sign(byte[] payload, JOSEObjectType type) {
        ECKey key = use(KeyFile::current);
        publish(key);
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(type)
                .keyID(key.getKeyID())
                .build();
        JWSObject signed = new JWSObject(header, new Payload(payload));
        try {
            signed.sign(new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("key %s cannot sign".formatted(key.getKeyID()), e);
        }
        return signed.serialize();
    }

    /** Those of this process's file, the current one first, then those of the others. */
    JWKSet published() {
        JWKSet own = use(KeyFile::published);
        own.getKeys().forEach(this::publish);
        List<JWK> all = new ArrayList<>(own.getKeys());
        published.all().stream()
                .filter(key -> own.getKeyByKeyId(key.getKeyID()) == null)
                .forEach(all::add);
        return new JWKSet(all);
    }

    private void publish(JWK key) {
        if (!known.contains(key.getKeyID())) {
            published.add(key);
            known.add(key.getKeyID());
        }
    }

    /** @return the new key's id */
    String rotate() {
        ECKey key = use(KeyFile::rotate);
        publish(key);
        return key.getKeyID();
    }

    private <T> T use(Function<KeyFile, T> work) {
        try {
            return keys.map(work).orElseThrow(() -> unavailable("no directory for keys is set"));
        } catch (UncheckedIOException e) {
            throw unavailable(String.valueOf(e.getMessage()));
        }
    }

    private static RuntimeException unavailable(String what) {
        return ApiProblem.unavailable(
                what + " (expected: a directory with the key file, which a rotation writes too)",
                "set gapless.checkpoint.certificates.directory, or ask for the certificate as JSON, which is not signed");
    }
}
