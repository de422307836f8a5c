module throughline

go 1.26.0
