package dev.gapless.standalone.certificate;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.text.ParseException;

/** Checks a certificate offline: one algorithm, and only keys that were given. */
public final class SignedCertificate {

    /** What became of a check. */
    public sealed interface Verdict {

        /** @param content the certificate, as JSON */
        record Genuine(String content) implements Verdict {}

        /** @param reason for people */
        record Refused(String reason) implements Verdict {}
    }

    private SignedCertificate() {}

    /**
     * @param certificate a compact JWS (RFC 7515), signed by ES256
     * @param keys a JWK set (RFC 7517)
     */
    public static Verdict verify(String certificate, String keys) {
        JWKSet known;
        try {
            known = JWKSet.parse(keys);
        } catch (ParseException e) {
            return new Verdict.Refused("the keys are not a JWK set");
        }
        try {
            JWSObject signed = JWSObject.parse(certificate);
            if (!JWSAlgorithm.ES256.equals(signed.getHeader().getAlgorithm())) {
                return new Verdict.Refused("signed by another algorithm than ES256");
            }
            JWK key = known.getKeyByKeyId(signed.getHeader().getKeyID());
            if (!(key instanceof ECKey curve)) {
                return new Verdict.Refused("signed by a key that is not among these: "
                        + signed.getHeader().getKeyID());
            }
            return signed.verify(new ECDSAVerifier(curve))
                    ? new Verdict.Genuine(signed.getPayload().toString())
                    : new Verdict.Refused("the signature does not fit: it was changed, or not issued by this key");
        } catch (ParseException e) {
            return new Verdict.Refused("not a certificate (expected: three parts with dots between them)");
        } catch (JOSEException e) {
            return new Verdict.Refused("the signature cannot be checked: " + e.getMessage());
        }
    }
}
