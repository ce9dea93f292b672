package dev.gapless.capture;

import java.util.SplittableRandom;

/** Text that does not compress. */
final class IncompressibleText {

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-";

    private IncompressibleText() {}

    static String text(int length) {
        SplittableRandom random = new SplittableRandom(11);
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
