package dev.gapless.standalone.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.gapless.standalone.certificate.SignedCertificate.Verdict;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignedCertificateTest {

    private static final String CONTENT = "{\"stream\":\"sandbox/acc-0001/posts\"}";

    private ECKey key;
    private String keys;
    private String certificate;

    @BeforeEach
    void sign() throws Exception {
        key = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
        keys = new JWKSet(key.toPublicJWK()).toString();
        certificate = signed(key);
    }

    @Test
    void a_genuine_certificate_says_what_was_signed() {
        assertThat(SignedCertificate.verify(certificate, keys)).isEqualTo(new Verdict.Genuine(CONTENT));
    }

    /** The last character of a part may hold bits that mean nothing; all others count. */
    @Test
    void a_flipped_character_anywhere_is_refused() {
        for (int at = 0; at < certificate.length(); at++) {
            char old = certificate.charAt(at);
            boolean lastOfPart = at + 1 == certificate.length() || certificate.charAt(at + 1) == '.';
            if (old == '.' || lastOfPart) {
                continue;
            }
            String changed = certificate.substring(0, at) + (old == 'A' ? 'B' : 'A') + certificate.substring(at + 1);
            assertThat(SignedCertificate.verify(changed, keys))
                    .as("character %d", at)
                    .isInstanceOf(Verdict.Refused.class);
        }
    }

    @Test
    void a_key_that_was_not_given_is_refused_by_name() throws Exception {
        ECKey other = new ECKeyGenerator(Curve.P_256).keyID("two").generate();
        assertThat(SignedCertificate.verify(signed(other), keys))
                .isEqualTo(new Verdict.Refused("signed by a key that is not among these: two"));
    }

    @Test
    void another_key_under_the_same_name_is_refused() throws Exception {
        ECKey other = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
        assertThat(SignedCertificate.verify(signed(other), keys)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void a_signature_that_everybody_could_make_is_refused() throws Exception {
        JWSObject forged = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one").build(), new Payload(CONTENT));
        forged.sign(new MACSigner(new byte[32]));
        assertThat(SignedCertificate.verify(forged.serialize(), keys))
                .isEqualTo(new Verdict.Refused("signed by another algorithm than ES256"));
    }

    @Test
    void what_is_no_certificate_is_said_to_be_none() {
        assertThat(SignedCertificate.verify("hello", keys)).isInstanceOf(Verdict.Refused.class);
        assertThat(SignedCertificate.verify(certificate, "hello"))
                .isEqualTo(new Verdict.Refused("the keys are not a JWK set"));
    }

    private static String signed(ECKey key) throws Exception {
        JWSObject object = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(), new Payload(CONTENT));
        object.sign(new ECDSASigner(key));
        return object.serialize();
    }
}
