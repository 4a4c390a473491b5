package dev.crossdock.replication.embedded;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** One statement with its parameters. */
record Sql(String text, List<Object> parameters) {
    Sql(String text, Object... parameters) {
        this(text, List.of(parameters));
    }

    /** Reads one row. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Runs it; says how many rows it changed. */
    int update(Connection database) throws SQLException {
        try (PreparedStatement statement = prepare(database)) {
            return statement.executeUpdate();
        }
    }

    /** Runs it and reads every row; the statement bounds how many. */
    <T> List<T> query(Connection database, Row<T> row) throws SQLException {
        try (PreparedStatement statement = prepare(database); ResultSet rows = statement.executeQuery()) {
            List<T> read = new ArrayList<>();
            while (rows.next()) {
                read.add(row.read(rows));
            }
            return read;
        }
    }

    private PreparedStatement prepare(Connection database) throws SQLException {
        PreparedStatement statement = database.prepareStatement(text);
        try {
            for (int i = 0; i < parameters.size(); i++) {
                statement.setObject(i + 1, parameters.get(i));
            }
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }
}
