package dev.gapless.common.message;

/** An operation on an item. At the same version the later constant wins: delete over update over create. */
public enum ItemOperation {
    CREATE,
    UPDATE,
    DELETE
}
