package dev.gapless.embedded;

/** The login of a database role. */
public record DatabaseLogin(String user, String password) {

    /** Without the password. */
    @Override
    public String toString() {
        return user;
    }
}
