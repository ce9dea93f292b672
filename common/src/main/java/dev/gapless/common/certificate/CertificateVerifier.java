package dev.gapless.common.certificate;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.Base64URL;
import java.text.ParseException;

/**
 * Tells a signed certificate from a forged one, with nothing but the published keys. It is strict: one type, one
 * algorithm, only keys that were given, and each byte as it was signed.
 */
public final class CertificateVerifier {

    /** The type that each certificate names in its header. */
    public static final JOSEObjectType TYPE = new JOSEObjectType("gapless-certificate");

    /** The type that each signed head of the audit log names in its header. */
    public static final JOSEObjectType AUDIT_LOG_HEAD = new JOSEObjectType("gapless-audit-log-head");

    /** What became of a check. */
    public sealed interface Verdict {

        /**
         * @param keyId of the key that signed it
         * @param content the certificate, as JSON
         */
        record Genuine(String keyId, String content) implements Verdict {}

        /** @param reason for people */
        record Refused(String reason) implements Verdict {}
    }

    private CertificateVerifier() {}

    /**
     * @param certificate a compact JWS (RFC 7515), signed by ES256
     * @param keys a JWK set (RFC 7517), as {@code GET /v1/certificate-keys} answers it
     */
    public static Verdict verify(String certificate, String keys) {
        return verify(certificate, TYPE, keys);
    }

    /**
     * As the other, of something else than a certificate.
     *
     * @param type that it must name
     */
    public static Verdict verify(String certificate, JOSEObjectType type, String keys) {
        JWKSet known;
        try {
            known = JWKSet.parse(keys);
        } catch (ParseException e) {
            return new Verdict.Refused("the keys are not a JWK set");
        }
        try {
            return verify(certificate, type, known);
        } catch (ParseException | IllegalArgumentException e) {
            return new Verdict.Refused("not a certificate (expected: three parts with dots between them)");
        } catch (JOSEException e) {
            return new Verdict.Refused("the signature cannot be checked: " + e.getMessage());
        }
    }

    private static Verdict verify(String certificate, JOSEObjectType type, JWKSet keys)
            throws ParseException, JOSEException {
        JWSObject signed = JWSObject.parse(certificate);
        if (!isWrittenAsSigned(certificate, signed)) {
            return new Verdict.Refused("not written as it was signed");
        }
        if (!JWSAlgorithm.ES256.equals(signed.getHeader().getAlgorithm())) {
            return new Verdict.Refused("signed by another algorithm than ES256");
        }
        if (!type.equals(signed.getHeader().getType())) {
            return new Verdict.Refused(
                    type.equals(TYPE) ? "not a certificate of coverage" : "not of the type " + type.getType());
        }
        JWK key = keys.getKeyByKeyId(signed.getHeader().getKeyID());
        if (!(key instanceof ECKey curve)) {
            return new Verdict.Refused("signed by a key that is not among these: "
                    + signed.getHeader().getKeyID());
        }
        return signed.verify(new ECDSAVerifier(curve.toECPublicKey()))
                ? new Verdict.Genuine(curve.getKeyID(), signed.getPayload().toString())
                : new Verdict.Refused("the signature does not fit: it was changed, or not issued by this key");
    }

    /**
     * Base64 has spare bits and readers that pass over foreign letters: without this a changed byte could be the same.
     */
    private static boolean isWrittenAsSigned(String certificate, JWSObject signed) {
        StringBuilder again = new StringBuilder();
        for (Base64URL part : signed.getParsedParts()) {
            again.append(again.isEmpty() ? "" : ".").append(Base64URL.encode(part.decode()));
        }
        return again.toString().equals(certificate);
    }
}
