package dev.gapless.checkpoint.certificates;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.Base64URL;
import java.text.ParseException;

/** Tells a signed certificate from a forged one, with nothing but the published keys. */
public final class CertificateCheck {

    /** What came of it. */
    public sealed interface Result {

        /** @param payload the certificate as JSON */
        record Genuine(String keyId, String payload) implements Result {}

        record Refused(String reason) implements Result {}
    }

    private CertificateCheck() {}

    /**
     * @param certificate a compact JWS
     * @param keys a JWK set, as {@code GET /v1/certificate-keys} answers it
     */
    public static Result check(String certificate, String keys) {
        try {
            return check(certificate, JWKSet.parse(keys));
        } catch (ParseException e) {
            return new Result.Refused("the keys are no JWK set");
        }
    }

    private static Result check(String certificate, JWKSet keys) {
        try {
            JWSObject signed = JWSObject.parse(certificate);
            if (!exactly(certificate, signed)) {
                return new Result.Refused("not written as it was signed");
            }
            if (!JWSAlgorithm.ES256.equals(signed.getHeader().getAlgorithm())
                    || !CertificateSigner.TYPE.equals(signed.getHeader().getType())) {
                return new Result.Refused("not a certificate of this kind");
            }
            JWK key = keys.getKeyByKeyId(signed.getHeader().getKeyID());
            if (key == null) {
                return new Result.Refused("its key is not among the published ones");
            }
            return signed.verify(new ECDSAVerifier(key.toECKey().toECPublicKey()))
                    ? new Result.Genuine(key.getKeyID(), signed.getPayload().toString())
                    : new Result.Refused("the signature is not of this content");
        } catch (ParseException | JOSEException | IllegalArgumentException | ClassCastException e) {
            return new Result.Refused("not a signed certificate");
        }
    }

    /**
     * Base64 has spare bits and readers that pass over foreign letters: without this a changed byte could be the same.
     */
    private static boolean exactly(String certificate, JWSObject signed) {
        Base64URL[] parts = signed.getParsedParts();
        StringBuilder again = new StringBuilder();
        for (Base64URL part : parts) {
            again.append(again.isEmpty() ? "" : ".").append(Base64URL.encode(part.decode()));
        }
        return again.toString().equals(certificate);
    }
}
